import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { rareDrawings } from './rare-drawings.ts';

/** The icons of the first paint, drawn on 16 by 16 as one path each. The rare ones are added once they have been fetched. */
export const drawings: Partial<Record<DrawnIcon, string>> = {
  circle: 'M8 2.75h.1M11.7 4.3h.1M13.2 8h.1M11.7 11.7h.1M8 13.2h.1M4.3 11.7h.1M2.8 8h.1M4.3 4.3h.1',
  clock: 'M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8M8 4.8V8l2.2 1.4',
  check: 'M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8m3.4.2 1.8 1.8 3.5-3.8',
  alert: 'M7.1 2.6 1.7 12a1 1 0 0 0 .9 1.5h10.8a1 1 0 0 0 .9-1.5L8.9 2.6a1 1 0 0 0-1.8 0ZM8 6.2v3.1M8 11.3v.1',
  log: 'M3 4h.1M3 8h.1M3 12h.1M6 4h7.5M6 8h7.5M6 12h5',
  eye: 'M1.5 8S3.8 3.5 8 3.5 14.5 8 14.5 8 12.2 12.5 8 12.5 1.5 8 1.5 8ZM6 8a2 2 0 1 0 4 0A2 2 0 1 0 6 8',
  chevron: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  external: 'M9.5 2.5h4v4M13.5 2.5l-6 6M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3',
};

type DrawnIcon = 'circle' | 'clock' | 'check' | 'alert' | 'log' | 'eye' | 'chevron' | 'external' | keyof typeof rareDrawings;

/** The name of an icon. Icons are decoration: the words beside them carry the meaning. */
export type IconName = DrawnIcon | 'spinner';

/** One icon in the colour of the text around it. */
export function icon(name: IconName): TemplateResult {
  return name === 'spinner'
    ? html`<span class="spinner" aria-hidden="true"></span>`
    : html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${drawings[name]} /></svg>`;
}
