import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Connection } from '#contract';
import { webUrl } from './link.ts';

/** The third party's icon, or its initial on one of eight tints that is always the same for the same app. */
export function appIcon({ icon, component }: Pick<Connection, 'icon' | 'component'>): TemplateResult {
  const src = icon?.startsWith('data:image/') ? icon : webUrl(icon);
  if (src !== undefined)
    return html`<span class="app-icon"
      ><img src=${src} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer"
    /></span>`;
  const tint = [...component.key].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 8;
  const initial = [...component.label.trim()][0]?.toLocaleUpperCase() ?? '?';
  return html`<span class="app-icon monogram" data-tint=${tint} aria-hidden="true">${initial}</span>`;
}
