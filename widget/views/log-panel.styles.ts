import type { CSSResult } from 'lit';
import type { SharedParts } from '../on-demand.ts';

/** Makes the log's styles. */
export function createLogStyles({ css }: SharedParts): CSSResult {
  return css`
    .logs {
      --_row: 0.5rem;
      --_log-background: var(--connection-log-background, var(--_subtle));
      /* Holds what is there for screen readers only, which would else make the page longer. */
      position: relative;
      display: grid;
      align-content: start;
      max-block-size: var(--connection-log-height, 26rem);
      padding-inline: calc(var(--_padding) - var(--_row));
      padding-block-end: 0.75rem;
      border-block-start: var(--connection-divider-width, var(--_line)) solid var(--_border);
      border-end-start-radius: var(--_card-radius);
      border-end-end-radius: var(--_card-radius);
      background: var(--_log-background);
      color: var(--connection-log-color, inherit);
      font-family: var(--connection-log-font-family, inherit);
      font-size: var(--connection-log-size, var(--_small));
      overflow-y: auto;
      overscroll-behavior: contain;
      scroll-padding-block-start: 3.5rem;
    }
    .logs code {
      background: color-mix(in oklab, var(--_log-background), var(--_text) 8%);
    }
    .log-bar {
      position: sticky;
      inset-block-start: 0;
      z-index: 1;
      display: flex;
      flex-wrap: wrap;
      gap: 0 0.75rem;
      align-items: center;
      justify-content: space-between;
      min-block-size: calc(var(--_height) + 0.75rem);
      padding-inline: var(--_row);
      background: inherit;
    }
    .log-filter {
      display: inline-flex;
      gap: 0.5rem;
      align-items: center;
      min-block-size: var(--_height);
      cursor: pointer;
    }
    .log-filter input {
      inline-size: 1rem;
      block-size: 1rem;
      margin: 0;
      accent-color: var(--_accent);
    }
    .log-bar .button {
      margin-inline: -0.5rem;
    }
    .log-said,
    .log-empty {
      padding-inline: var(--_row);
      color: var(--_muted);
    }
    .log-said:has(> :not(.visually-hidden)) {
      padding-block-end: 0.5rem;
    }
    .log-empty {
      display: flex;
      gap: 0.625rem;
      align-items: center;
      min-block-size: calc(var(--_height) + 0.75rem);
    }
    .log-report {
      margin: 0 var(--_row) 0.75rem;
      padding: 0.5rem 0.625rem;
      border: var(--_line) solid var(--_control);
      border-radius: var(--_radius);
      background: var(--_surface);
      color: inherit;
      font: 0.9231em/1.5 var(--_mono);
      resize: vertical;
    }
    .log-entries {
      padding: 0;
      list-style: none;
    }
    .log-entry {
      --_tone: var(--_muted);
      border-block-start: var(--connection-divider-width, var(--_line)) solid var(--_border);
    }
    .log-entry[data-severity='warn'] {
      --_tone: var(--_warning);
    }
    .log-entry[data-severity='error'] {
      --_tone: var(--_danger);
    }
    .log-entry summary {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto auto;
      gap: 0 0.625rem;
      align-items: start;
      min-block-size: 2.5rem;
      padding: 0.5625rem var(--_row);
      border-radius: var(--_radius);
      list-style: none;
      cursor: pointer;
    }
    .log-entry summary::-webkit-details-marker {
      display: none;
    }
    .log-entry summary:hover {
      background: color-mix(in oklab, var(--_log-background), var(--_text) 5%);
    }
    .log-entry summary:focus-visible {
      outline-offset: -2px;
    }
    .log-icon,
    .log-chevron {
      display: grid;
      place-items: center;
      block-size: 1.5em;
    }
    .log-icon {
      color: var(--_tone);
    }
    .log-text {
      overflow-wrap: anywhere;
      text-wrap: pretty;
    }
    .log-entry summary time,
    .log-chevron {
      color: var(--_muted);
      white-space: nowrap;
    }
    .log-chevron svg {
      transition: rotate var(--_duration);
    }
    .log-entry details:not([open]) .log-chevron svg {
      rotate: -90deg;
    }
    .log-entry details:not([open]) .log-chevron:dir(rtl) svg {
      rotate: 90deg;
    }
    .log-details {
      display: grid;
      gap: 0.5rem;
      padding-inline: calc(var(--_row) + 1.625rem) var(--_row);
      padding-block: 0.125rem 0.875rem;
    }
    .log-facts {
      display: grid;
      gap: 0.25rem;
    }
    .log-facts > div {
      display: grid;
      grid-template-columns: minmax(6rem, 11rem) minmax(0, 1fr);
      gap: 0 0.75rem;
    }
    .log-facts dt {
      color: var(--_muted);
      overflow-wrap: anywhere;
    }
    .log-details .advice-title {
      margin: 0.25rem 0 -0.25rem;
    }
    .log-details .advice {
      list-style: disc;
    }
    .log-skeleton {
      display: grid;
      gap: 1.25rem;
      padding: 0.875rem var(--_row);
      border-block-start: var(--connection-divider-width, var(--_line)) solid var(--_border);
    }
    .log-failure {
      padding-block-start: 0.75rem;
    }
    .log-bar ~ .log-failure:not(.log-entries ~ *) {
      padding-block-start: 0.125rem;
    }
    .logs > .button {
      justify-self: start;
      margin-block-start: 0.5rem;
    }

    @container connection-config (inline-size < 34rem) {
      .log-entry summary {
        grid-template-columns: auto minmax(0, 1fr) auto;
      }
      .log-entry summary time {
        grid-area: 2 / 2;
      }
      .log-entry summary .log-chevron {
        grid-area: 1 / 3;
      }
      .log-facts > div {
        grid-template-columns: minmax(0, 1fr);
      }
      .log-bar {
        padding-block: 0.25rem;
      }
    }
    @media (forced-colors: active) {
      .log-filter input {
        accent-color: auto;
      }
      /* A browser may take what unfolds for a link. */
      .log-entry summary,
      .log-entry summary time,
      .log-icon,
      .log-chevron {
        color: CanvasText;
      }
    }
  `;
}
