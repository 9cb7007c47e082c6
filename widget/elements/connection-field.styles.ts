import { css } from 'lit';

/** Fields and their controls. */
export const connectionFieldStyles = css`
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 0.375);
    max-inline-size: var(--connection-field-width, 40rem);
  }
  .label {
    color: var(--connection-label-color, inherit);
    font-size: var(--connection-label-size, 1em);
    font-weight: var(--connection-label-weight, 550);
  }
  .optional {
    color: var(--_muted);
    font-weight: 400;
  }
  .control {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: var(--_height);
    padding: 0.3125rem var(--connection-field-padding, 0.625rem);
    border: solid var(--connection-field-border-color, var(--_control));
    border-width: var(--connection-field-border-width, var(--_line));
    border-radius: var(--connection-field-radius, var(--_radius));
    background: var(--connection-field-background, var(--_surface));
    color: var(--connection-field-color, inherit);
    font: inherit;
  }
  .control::placeholder {
    color: var(--_muted);
  }
  .control:focus-visible {
    border-color: var(--_focus);
    outline-offset: -1px;
  }
  textarea.control {
    min-block-size: 5.5rem;
    font-family: var(--_mono);
    font-size: 0.9286em;
    resize: vertical;
  }
  textarea[data-masked]:not(:placeholder-shown) {
    -webkit-text-security: disc;
  }
  .select {
    display: grid;
    align-items: center;
  }
  .select > * {
    grid-area: 1 / 1;
  }
  .select > select {
    padding-inline-end: 2rem;
    appearance: none;
  }
  .select > svg {
    justify-self: end;
    margin-inline-end: 0.625rem;
    color: var(--_muted);
    pointer-events: none;
  }
  .secret {
    display: grid;
    align-items: start;
  }
  .secret > * {
    grid-area: 1 / 1;
  }
  .secret > .control {
    padding-inline-end: 2.5rem;
  }
  .secret > .reveal {
    justify-self: end;
  }
  :not(.switch-row) > .place {
    min-block-size: var(--_height);
  }
  .switch-row .place {
    inline-size: 2.5rem;
  }
  .switch-row {
    display: flex;
    gap: 0.625rem;
    align-items: center;
    min-block-size: 24px;
  }

  .help {
    display: grid;
    gap: 0.25rem;
    color: var(--_muted);
    font-size: var(--connection-help-size, var(--_small));
  }
  .help :is(ul, ol) {
    padding-inline-start: 1.25rem;
  }

  /* iOS zooms into controls with smaller text. */
  @media (pointer: coarse) {
    .control {
      font-size: max(1rem, 1em);
    }
    .button,
    .icon-button {
      min-block-size: max(2.75rem, var(--_height));
    }
    .icon-button {
      min-inline-size: 2.75rem;
    }
  }
`;
