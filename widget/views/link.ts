import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from './icons.ts';

/** `url` if it is an absolute `https:` URL, or `http:` on this machine, which is all that the tag ever links to; else undefined. */
export function webUrl(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse?.(url);
  const isLocal = parsed?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(parsed.hostname);
  return parsed?.protocol === 'https:' || isLocal ? parsed?.href : undefined;
}

/**
 * A link out of the page. Without an acceptable address the text stands alone.
 * @param buttonPart makes it look like the main button, under this CSS part.
 */
export function link(url: string | undefined, text: string, hint: string, buttonPart?: string): TemplateResult | string {
  const href = webUrl(url);
  if (href === undefined) return text;
  return html`<a
    href=${href}
    target="_blank"
    rel="noopener noreferrer"
    class=${buttonPart === undefined ? nothing : 'button'}
    part=${buttonPart === undefined ? nothing : `button ${buttonPart}`}
    data-look=${buttonPart === undefined ? nothing : 'primary'}
    >${text}${icon('external')}<span class="visually-hidden">${hint ? ` (${hint})` : nothing}</span></a
  >`;
}
