import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Connection } from '#contract';
import { webUrl } from './link.ts';

/** Hues that stay apart in light and dark, for whoever sees fewer colours too. */
const hues = [265, 300, 345, 25, 70, 150, 195, 235];

/** The third party's icon, or its initial on one of eight tints that is always the same for the same app. */
export function appIcon({ icon, component }: Pick<Connection, 'icon' | 'component'>): TemplateResult {
  const src = icon?.startsWith('data:image/') ? icon : webUrl(icon);
  if (src !== undefined)
    return html`<span class="app-icon"
      ><img src=${src} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer"
    /></span>`;
  const hue = hues[[...component.key].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % hues.length];
  // As a property: a page's policy may forbid the attribute.
  const initial = [...component.label.trim()][0]?.toLocaleUpperCase() ?? '?';
  return html`<span class="app-icon monogram" .style=${`--_hue:${hue}`} aria-hidden="true">${initial}</span>`;
}
