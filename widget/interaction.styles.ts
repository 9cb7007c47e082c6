import type { CSSResult } from 'lit';
import type { SharedParts } from './on-demand.ts';

/** Makes the styles of what answers a person: hovering, work under way, results and motion; and what forced colors take from the rest. */
export function createInteractionStyles({ css }: SharedParts): CSSResult {
  return css`
    .button,
    .icon-button,
    .control,
    .switch {
      transition:
        background-color var(--_duration),
        border-color var(--_duration),
        box-shadow var(--_duration);
    }
    .button,
    .icon-button,
    .settings > summary {
      cursor: pointer;
    }
    .switch::before {
      transition: translate var(--_duration);
    }
    .button[data-look='danger'] {
      --_fill: var(--connection-button-danger-background, var(--_danger));
      --_ink: var(--connection-button-danger-color, var(--_surface));
      --_edge: var(--connection-button-danger-border-color);
      --_shape: var(--connection-button-danger-radius);
    }
    .button[data-look='quiet'] {
      --_fill: var(--connection-button-quiet-background, transparent);
      --_ink: var(--connection-button-quiet-color, var(--connection-color-link, var(--_accent)));
      --_edge: var(--connection-button-quiet-border-color);
      --_shape: var(--connection-button-quiet-radius);
      padding-inline: calc(var(--_space) * 0.5);
      box-shadow: none;
    }
    :is(.field, .list) > .button {
      justify-self: start;
      margin-inline-start: calc(var(--_space) * -0.5);
    }
    /* Edge draws its own; one is enough. */
    .control::-ms-reveal {
      display: none;
    }
    .button[data-look]:hover,
    .button[data-look][aria-expanded='true'] {
      /* A veil over the fill, which may be a gradient. */
      --_veil: color-mix(in oklab, transparent, var(--_text) var(--_hover, 14%));
      background: linear-gradient(var(--_veil) 0 0), var(--_fill);
    }
    :is([data-look='secondary'], [data-look='quiet']) {
      --_hover: 7%;
    }
    .icon-button:hover,
    .icon-button[aria-expanded='true'] {
      background: color-mix(in oklab, var(--_surface), var(--_text) 7%);
    }
    /* Working: the words keep their place under the spinner, so nothing moves. */
    .button[aria-busy='true'] {
      cursor: progress;
    }
    .button[aria-busy='true'] > * {
      grid-area: 1 / 1;
    }
    .button[aria-busy='true'] > :not(.spinner) {
      opacity: 0;
    }
    .button[aria-busy='true'] > .spinner {
      justify-self: center;
    }
    .icon-button:hover {
      color: var(--_text);
    }
    .spinner {
      flex: none;
      inline-size: 1rem;
      block-size: 1rem;
      border: 2px solid color-mix(in oklab, transparent, currentColor 25%);
      border-block-start-color: currentColor;
      border-radius: 50%;
      animation: spin 0.8s linear infinite;
    }
    @keyframes spin {
      to {
        rotate: 1turn;
      }
    }

    .message {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0.25rem 0.625rem;
      align-items: center;
      padding: var(--connection-message-padding, calc(var(--_space) * 0.625) calc(var(--_space) * 0.75));
      border: solid var(--connection-message-border-color, var(--_tone));
      border-width: var(--connection-message-border-width, 0);
      border-radius: var(--connection-message-radius, var(--_radius));
      /* Brightened first, since a dark tone alone would only make the surface dirty. */
      background: var(
        --connection-message-background,
        var(--_fill, color-mix(in oklab, var(--_surface), oklch(from var(--_tone) 0.74 calc(c * 1.2) h) 15%))
      );
      color: var(--connection-message-color, inherit);
      animation: appear var(--_duration) ease-out;
    }
    .message > :is(svg, .spinner) {
      align-self: start;
      margin-block-start: 0.16rem;
      color: var(--_tone);
    }
    .message-text {
      overflow-wrap: anywhere;
      text-wrap: pretty;
    }
    .message-actions {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem;
      margin-block: -0.25rem;
      margin-inline-end: -0.25rem;
    }
    .message-actions .button {
      min-block-size: max(24px, 2rem);
    }
    .banner .message {
      padding: 0.75rem 1rem;
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
    .message-actions .button[data-look='primary'] {
      padding-inline: 0.75rem;
    }
    /* Something to do rather than a word beside: below the sentence, which has the whole width then. */
    .message:has([data-look='primary']) {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .message:has([data-look='primary']) > .message-actions {
      grid-column: 2;
      margin: 0.375rem 0 0.125rem;
    }
    .empty {
      padding: calc(var(--_space) * 2);
      border: 1px dashed color-mix(in oklab, var(--_border), var(--_text) 12%);
      border-radius: var(--_card-radius);
      color: var(--_muted);
      text-align: center;
    }

    @container connection-config (inline-size < 34rem) {
      .message {
        grid-template-columns: auto minmax(0, 1fr);
      }
      .message-actions {
        grid-column: 2;
        margin: 0;
      }
      .message-actions .button[data-look='quiet'] {
        margin-inline-start: -0.5rem;
      }
    }
    .settings > summary:hover {
      color: var(--_text);
    }
    .settings > summary:focus-visible {
      outline-offset: -2px;
    }
    .title,
    .label,
    .description,
    .help,
    .message-text {
      hyphens: auto;
      /* Only words that may be wider than a phone: what a vendor wrote may be in another language than the tag's. */
      hyphenate-limit-chars: 15 6;
    }
    code {
      hyphens: manual;
    }
    a {
      text-decoration-thickness: from-font;
      text-underline-offset: 0.2em;
    }
    .settings > summary svg {
      transition: rotate var(--_duration);
    }
    .control:hover:not(:focus-visible) {
      border-color: color-mix(in oklab, var(--_control), var(--_text) 40%);
    }
    .control[aria-invalid='true'] {
      border-color: var(--_danger);
    }
    .saved-secret[data-cleared] .saved-words {
      color: var(--_danger);
    }
    :is(.error, .warning) > svg {
      inline-size: 0.875rem;
      margin-block-start: 0.12rem;
    }
    @media (prefers-reduced-motion: reduce) {
      *,
      *::before,
      *::after {
        animation-duration: 1ms !important;
        transition-duration: 1ms !important;
      }
      .spinner {
        animation: pulse 2s ease-in-out infinite !important;
        border-color: currentColor;
      }
      @keyframes pulse {
        50% {
          opacity: 0.35;
        }
      }
    }
    @media (forced-colors: active) {
      .button,
      .icon-button,
      .message {
        border: 1px solid ButtonBorder;
      }
      .button[data-look='primary'] {
        --_fill: Highlight;
        --_ink: HighlightText;
        forced-color-adjust: none;
      }
      .message {
        border-color: CanvasText;
      }
      .message > :is(svg, .spinner) {
        color: CanvasText;
      }
      :is(.field, .list, .header-actions) > :is(.button, .icon-button) {
        margin-inline: 0;
      }
      .settings > summary {
        color: CanvasText;
      }
      .pill,
      .monogram {
        border: 1px solid CanvasText;
      }
      .pill {
        color: CanvasText;
      }
      .switch:checked {
        forced-color-adjust: none;
        border-color: Highlight;
        background: Highlight;
      }
      .switch::before {
        background: ButtonText;
      }
    }
  `;
}
