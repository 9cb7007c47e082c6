import { css } from 'lit';

/**
 * What everything in the tag shares: the public custom properties with their defaults, buttons, messages and motion.
 * Public properties are only read, never set, so a page sets them anywhere above the tag. Names with `--_` are our own. A property of
 * a component falls back to a role, and a role to a global one; where the fallback is an expression, an `--_` name that stays invalid
 * until the page sets the public one lets `var()` fall through to it.
 */
export const connectionConfigStyles = css`
  :host {
    --_text: var(--connection-color-text, light-dark(#1b1f24, #eceef1));
    --_muted: var(--connection-color-text-muted, light-dark(#5b6470, #a4adb9));
    --_surface: var(--connection-color-surface, light-dark(#fff, #1a1c20));
    --_subtle: var(--connection-color-surface-subtle, light-dark(#f6f7f9, #22252a));
    --_border: var(--connection-color-border, light-dark(#e2e5ea, #33373e));
    --_control: var(--connection-color-control, light-dark(#868e9b, #717986));
    --_accent: var(--connection-color-accent, light-dark(#3a55d9, #97abff));
    --_on-accent: var(--connection-color-on-accent, light-dark(#fff, #10163a));
    --_success: var(--connection-color-success, light-dark(#116b43, #63d29d));
    --_warning: var(--connection-color-warning, light-dark(#845400, #eebd5f));
    --_danger: var(--connection-color-danger, light-dark(#b3261e, #ff9f96));
    --_focus: var(--connection-color-focus, var(--_accent));
    --_space: calc(var(--connection-space, 1rem) * var(--connection-density, 1));
    --_radius: var(--connection-radius, 0.5rem);
    --_line: var(--connection-border-width, 1px);
    --_card-radius: var(--connection-card-radius, calc(var(--_radius) * 1.5));
    --_height: max(24px, var(--connection-control-height, calc(var(--_space) + 1.25rem)));
    --_small: var(--connection-font-size-small, 0.9286em);
    --_icon-size: var(--connection-icon-size, 2.5rem);
    --_mono: var(--connection-font-mono, ui-monospace, 'SF Mono', Menlo, Consolas, monospace);
    --_duration: var(--connection-duration, 150ms);

    display: block;
    color: var(--_text);
    font-family: var(--connection-font-family, inherit);
    font-size: var(--connection-font-size, 0.875rem);
    line-height: var(--connection-line-height, 1.5);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .root {
    container: connection-config / inline-size;
    display: grid;
    grid-template-columns: var(--connection-list-columns, minmax(0, 1fr));
    gap: var(--connection-gap, calc(var(--_space) * 0.75));
  }
  .root > :not(.card) {
    grid-column: 1 / -1;
  }
  p,
  ul,
  ol,
  dl,
  dd,
  h3 {
    margin: 0;
  }
  .title,
  .label,
  .description,
  .help {
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  svg {
    flex: none;
    inline-size: 1rem;
    block-size: 1rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  code {
    padding: 0.1em 0.35em;
    border-radius: 0.3em;
    background: var(--_subtle);
    font-family: var(--_mono);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }
  a {
    color: var(--connection-color-link, var(--_accent));
  }
  a svg {
    inline-size: 0.85em;
    block-size: 0.85em;
    margin-inline-start: 0.25em;
    vertical-align: -0.08em;
  }
  :focus-visible {
    outline: var(--connection-focus-width, 2px) solid var(--_focus);
    outline-offset: var(--connection-focus-offset, 2px);
  }

  .button {
    display: inline-grid;
    grid-auto-flow: column;
    gap: 0.4rem;
    align-items: center;
    justify-content: center;
    min-block-size: var(--_height);
    padding-block: 0.25rem;
    padding-inline: var(--connection-button-padding, calc(var(--_space) * 0.875));
    border: var(--connection-button-border-width, var(--_line)) solid var(--_edge, transparent);
    border-radius: var(--_shape, var(--connection-button-radius, var(--_radius)));
    background: var(--_fill, transparent);
    box-shadow: var(--connection-button-shadow, none);
    color: var(--_ink, inherit);
    font: inherit;
    font-size: var(--connection-button-size, 1em);
    font-weight: var(--connection-button-weight, 500);
    letter-spacing: var(--connection-button-letter-spacing, normal);
    line-height: 1.25;
    text-transform: var(--connection-button-transform, none);
  }
  .button[data-look='primary'] {
    --_fill: var(--connection-button-primary-background, var(--_accent));
    --_ink: var(--connection-button-primary-color, var(--_on-accent));
    --_edge: var(--connection-button-primary-border-color);
    --_shape: var(--connection-button-primary-radius);
  }
  .button[data-look='secondary'] {
    --_fill: var(--connection-button-secondary-background, var(--_surface));
    --_ink: var(--connection-button-secondary-color);
    --_edge: var(--connection-button-secondary-border-color, color-mix(in oklab, var(--_border), var(--_text) 12%));
    --_shape: var(--connection-button-secondary-radius);
    box-shadow: var(--connection-button-shadow, 0 1px 1px rgb(0 0 0 / 4%));
  }
  .icon-button {
    display: inline-grid;
    place-content: center;
    flex: none;
    inline-size: var(--_height);
    block-size: var(--_height);
    padding: 0;
    border: 0;
    border-radius: var(--connection-button-radius, var(--_radius));
    background: transparent;
    color: var(--_muted);
  }

  .message {
    display: flex;
    gap: 0.625rem;
    align-items: center;
  }
  .message,
  .pill {
    --_tone: var(--connection-color-neutral, var(--_muted));
    --_fill: var(--connection-color-neutral-surface);
  }
  :is([data-tone='success'], .pill[data-status='active']) {
    --_tone: var(--_success);
    --_fill: var(--connection-color-success-surface);
  }
  :is([data-tone='warning'], .pill[data-status='configured']) {
    --_tone: var(--_warning);
    --_fill: var(--connection-color-warning-surface);
  }
  :is([data-tone='danger'], .pill[data-status='error']) {
    --_tone: var(--_danger);
    --_fill: var(--connection-color-danger-surface);
  }
`;
