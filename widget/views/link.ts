import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from './icons.ts';

/** `url` if it is an absolute `https:` URL, or `http:` on this machine, which is all that the tag ever links to; else undefined. */
export function webUrl(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse?.(url);
  const isLocal = parsed?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(parsed.hostname);
  return parsed?.protocol === 'https:' || isLocal ? parsed?.href : undefined;
}

/** A link out of the page. Without an acceptable address the text stands alone. */
export function link(url: string | undefined, text: string, hint: string): TemplateResult | string {
  const href = webUrl(url);
  if (href === undefined) return text;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer"
    >${text}${icon('external')}<span class="visually-hidden"> (${hint})</span></a
  >`;
}
