import { html } from 'lit';
import type { TemplateResult } from 'lit';

const shapes = {
  circle: html`<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="5.25" stroke-dasharray="2.2 2" /></svg>`,
  clock: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="6" />
    <path d="M8 4.8V8l2.2 1.4" />
  </svg>`,
  check: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="6" />
    <path d="m5.4 8.2 1.8 1.8 3.5-3.8" />
  </svg>`,
  alert: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M7.1 2.6 1.7 12a1 1 0 0 0 .9 1.5h10.8a1 1 0 0 0 .9-1.5L8.9 2.6a1 1 0 0 0-1.8 0ZM8 6.2v3.1M8 11.3v.1" />
  </svg>`,
  info: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="6" />
    <path d="M8 7.4v3.4M8 5v.1" />
  </svg>`,
  log: html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 4h.1M3 8h.1M3 12h.1M6 4h7.5M6 8h7.5M6 12h5" /></svg>`,
  eye: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M1.5 8S3.8 3.5 8 3.5 14.5 8 14.5 8 12.2 12.5 8 12.5 1.5 8 1.5 8Z" />
    <circle cx="8" cy="8" r="2" />
  </svg>`,
  eyeOff: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <path
      d="M3.8 4.6A9.7 9.7 0 0 0 1.5 8S3.8 12.5 8 12.500a6.3 6.3 0 0 0 3-.8M6.3 3.700A6 6 0 0 1 8 3.500C12.2 3.5 14.5 8 14.5 8a11 11 0 0 1-1.4 2M2.5 2.500l11 11"
    />
  </svg>`,
  lock: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <rect x="3" y="7" width="10" height="6.5" rx="1.5" />
    <path d="M5.2 7V5.200a2.8 2.8 0 0 1 5.6 0V7" />
  </svg>`,
  plus: html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3.500v9M3.5 8h9" /></svg>`,
  cross: html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8M12 4l-8 8" /></svg>`,
  chevron: html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4.5 6.5 3.5 3.5 3.5-3.5" /></svg>`,
  external: html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <path d="M9.5 2.500h4v4M13.5 2.5 7.5 8.500M11.5 9.500v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3" />
  </svg>`,
  spinner: html`<span class="spinner" aria-hidden="true"></span>`,
};

/** The name of an icon. Icons are decoration: the words beside them carry the meaning. */
export type IconName = keyof typeof shapes;

/** One icon in the colour of the text around it. */
export function icon(name: IconName): TemplateResult {
  return shapes[name];
}
