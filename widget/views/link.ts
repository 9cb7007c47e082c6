import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from './icons.ts';

/** `url` if it is an absolute `https:` URL, which is all that the tag ever links to; else undefined. */
export function httpsUrl(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse?.(url);
  return parsed?.protocol === 'https:' ? parsed.href : undefined;
}

/** A link out of the page. Without an acceptable address the text stands alone. */
export function link(url: string | undefined, text: string, hint: string): TemplateResult | string {
  const href = httpsUrl(url);
  if (href === undefined) return text;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer"
    >${text}${icon('external')}<span class="visually-hidden">${hint ? ` (${hint})` : nothing}</span></a
  >`;
}
