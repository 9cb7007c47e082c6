import type { CSSResult } from 'lit';
import type { SharedParts } from './on-demand.ts';

/** Makes the styles of what is not there at the first paint: the question before a DISCONNECT, codes to enter, lists, faults. */
export function createOnDemandStyles({ css }: SharedParts): CSSResult {
  return css`
    .confirmation {
      display: grid;
      gap: 0.25rem;
      margin-inline: var(--_padding);
      margin-block-end: var(--_padding);
      padding: 0.875rem 1rem 1rem;
      border: 1px solid color-mix(in oklab, var(--_border), var(--_danger) 35%);
      border-radius: var(--_radius);
      animation: appear var(--_duration) ease-out;
    }
    .question {
      font-weight: 600;
    }
    .confirmation > p:not(.question) {
      max-inline-size: 62ch;
      color: var(--_muted);
      text-wrap: pretty;
    }
    .confirmation-actions {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
      margin-block-start: 0.625rem;
    }
    .search {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 0.75rem;
      align-items: center;
    }
    .search-box {
      display: grid;
      flex: 1 16rem;
      align-items: center;
      max-inline-size: 24rem;
    }
    .search-box > * {
      grid-area: 1 / 1;
    }
    .search-box > svg {
      z-index: 1;
      margin-inline-start: 0.625rem;
      color: var(--_muted);
      pointer-events: none;
    }
    .search-box > .control {
      padding-inline-start: 2.125rem;
    }
    .search-result,
    .form-note {
      color: var(--_muted);
    }
    /* Out of the row while there is nothing to say. */
    .form-note:empty {
      position: absolute;
    }
    .form-note > .message:not([data-code]) {
      gap: 0.375rem;
      padding: 0;
      border: 0;
      background: none;
    }
    /* Why it is not saved has the whole row above the button that was pressed. */
    .form-note:has([data-code]) {
      flex-basis: 100%;
      order: -1;
      color: inherit;
    }
    .summary {
      display: flex;
      flex-wrap: wrap;
      gap: 0 0.75rem;
      padding: 0;
      list-style: none;
    }
    .summary button {
      min-block-size: 24px;
      padding: 0;
      border: 0;
      background: none;
      color: var(--_danger);
      font: inherit;
      text-decoration: underline;
      text-underline-offset: 0.2em;
      cursor: pointer;
    }
    .copyable {
      overflow-wrap: anywhere;
      user-select: all;
    }
    .advice-title {
      margin-block-start: 0.375rem;
      font-weight: 600;
    }
    .advice {
      margin: 0;
      padding-inline-start: 1.125rem;
    }
    .advice li > code {
      display: inline-block;
      max-inline-size: 100%;
      overflow-wrap: anywhere;
      user-select: all;
    }
    .provider-code {
      color: var(--_muted);
    }
    .device-code {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem 0.75rem;
      align-items: center;
      margin-block: 0.375rem 0.5rem;
    }
    .device-code code {
      padding: 0.25rem 0.75rem;
      border: 1px solid var(--_border);
      border-radius: var(--_radius);
      background: var(--_surface);
      font-size: 1.5rem;
      font-weight: 600;
      letter-spacing: 0.08em;
      user-select: all;
    }
    a.button {
      text-decoration: none;
    }
    .device-hint:last-child {
      margin-block-end: 0.25rem;
    }
    .device-hint {
      color: var(--_muted);
      font-size: 0.9286em;
    }
    .error,
    .warning {
      display: flex;
      gap: 0.375rem;
      color: var(--_danger);
      font-size: var(--connection-help-size, var(--_small));
    }
    .warning {
      color: var(--_warning);
    }
    .saved-secret {
      display: flex;
      flex-wrap: wrap;
      gap: 0 0.5rem;
      align-items: center;
      justify-content: space-between;
      min-block-size: var(--_height);
      padding-inline: var(--connection-field-padding, 0.625rem) 0.125rem;
      border: solid var(--_border);
      border-width: var(--connection-field-border-width, var(--_line));
      border-radius: var(--connection-field-radius, var(--_radius));
      background: var(--_subtle);
    }
    .saved-words {
      display: inline-flex;
      gap: 0.5rem;
      align-items: center;
      padding-block: 0.25rem;
      color: var(--_muted);
    }
    .saved-actions {
      display: inline-flex;
      margin-inline-start: auto;
    }
    .saved-actions .button {
      min-block-size: max(24px, 1.875rem);
    }
    .locked {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    /* An address keeps its order in a form from right to left, and stands under its label. */
    .control,
    .locked {
      unicode-bidi: plaintext;
    }
    :is(.control, .locked):dir(rtl) {
      text-align: right;
    }
    .unset {
      color: var(--_muted);
    }

    .switch {
      flex: none;
      inline-size: 2.5rem;
      block-size: 1.5rem;
      margin: 0;
      border: 1px solid var(--_control);
      border-radius: var(--connection-switch-radius, 1rem);
      background: var(--connection-field-background, var(--_surface));
      appearance: none;
      cursor: pointer;
    }
    .switch::before {
      display: block;
      inline-size: 1.125rem;
      block-size: 1.125rem;
      margin: 0.125rem;
      border-radius: max(0px, calc(var(--connection-switch-radius, 1rem) - 0.1875rem));
      background: var(--_control);
      content: '';
    }
    .switch:checked {
      border-color: var(--_accent);
      background: var(--_accent);
    }
    .switch:checked::before {
      background: var(--_on-accent);
      translate: 1rem 0;
    }
    .switch:checked:dir(rtl)::before {
      translate: -1rem 0;
    }
    .switch-row label {
      cursor: pointer;
    }
    .field[data-kind='switch'] > :not(.switch-row) {
      margin-inline-start: 3.125rem;
    }
    .list {
      display: grid;
      gap: 0.375rem;
    }
    .list-row {
      display: flex;
      gap: 0.375rem;
    }

    @container connection-config (inline-size < 34rem) {
      .message .message-actions {
        gap: 0.25rem 0.75rem;
        margin-block-start: 0.375rem;
      }
    }
  `;
}
