import { css } from 'lit';

/** A connection: its header, status, facts, form area, question before a DISCONNECT, and log. */
export const connectionCardStyles = css`
  .card {
    --_padding: var(--connection-card-padding, calc(var(--_space) * 1.125));
    container: connection-config / inline-size;
    display: block;
    border: solid var(--connection-card-border-color, var(--_border));
    border-width: var(--connection-card-border-width, var(--_line));
    border-radius: var(--_card-radius);
    background: var(--connection-card-background, var(--_surface));
    box-shadow: var(--connection-card-shadow, 0 1px 2px rgb(16 24 40 / 5%));
  }
  .card[hidden] {
    display: none;
  }
  .search {
    min-block-size: var(--_height);
  }
  .card-header {
    display: grid;
    /* The name and the status are never pressed together by the buttons: those wrap first. */
    grid-template-columns: auto minmax(min-content, 1fr) minmax(0, auto);
    column-gap: calc(var(--_space) * 0.875);
    align-items: start;
    padding: var(--_padding);
  }
  .heading {
    display: grid;
    gap: 0.125rem;
    align-content: center;
    min-block-size: var(--_icon-size);
  }
  .title-row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.625rem;
    align-items: center;
  }
  .title {
    font-family: var(--connection-title-font-family, inherit);
    font-size: var(--connection-title-size, 1.0715em);
    font-weight: var(--connection-title-weight, 600);
    line-height: 1.4;
  }
  .description {
    grid-column: 2 / -1;
    margin-block-start: 0.25rem;
    color: var(--_muted);
  }
  .header-actions,
  .buttons,
  .form-actions {
    display: flex;
    gap: 0.5rem;
    align-items: center;
  }
  .buttons,
  .form-actions {
    flex-wrap: wrap;
  }
  .buttons {
    justify-content: end;
    min-block-size: var(--_icon-size);
  }
  /* In the corner, also where the buttons wrap; its picture ends where the content does. */
  .header-actions > .icon-button {
    align-self: start;
    margin-block: calc((var(--_icon-size) - var(--_height)) / 2);
    margin-inline-end: -0.625rem;
  }

  .app-icon {
    display: grid;
    place-items: center;
    inline-size: var(--_icon-size);
    block-size: var(--_icon-size);
    border: var(--connection-icon-border-width, var(--_line)) solid var(--_border);
    border-radius: var(--connection-icon-radius, calc(var(--_radius) * 1.25));
    background: var(--connection-icon-background, #fff);
    overflow: hidden;
  }
  .app-icon img {
    inline-size: 62%;
    block-size: 62%;
    object-fit: contain;
  }
  .monogram {
    border-color: transparent;
    background: var(--connection-icon-background, light-dark(oklch(94% 0.035 var(--_hue)), oklch(33% 0.06 var(--_hue))));
    color: var(--connection-icon-color, light-dark(oklch(42% 0.13 var(--_hue)), oklch(88% 0.07 var(--_hue))));
    font-size: 1.15em;
    font-weight: 600;
  }

  .pill {
    display: inline-flex;
    gap: 0.3rem;
    align-items: center;
    padding: var(--connection-pill-padding, 0.0625rem 0.5rem);
    border: var(--connection-pill-border-width, 0) solid;
    border-radius: var(--connection-pill-radius, 1rem);
    background: var(
      --connection-pill-background,
      var(--_fill, color-mix(in oklab, var(--_surface), oklch(from var(--_tone) 0.74 calc(c * 1.2) h) 19%))
    );
    color: var(--_tone);
    font-size: var(--connection-pill-size, 0.857em);
    font-weight: var(--connection-pill-weight, 500);
    letter-spacing: var(--connection-pill-letter-spacing, normal);
    text-transform: var(--connection-pill-transform, none);
    white-space: nowrap;
  }
  .pill svg {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }

  .facts {
    display: flex;
    flex-wrap: wrap;
    grid-column: 2 / -1;
    gap: 0.125rem calc(var(--_space) * 1.125);
    margin-block-start: 0.25rem;
    font-size: var(--connection-facts-size, var(--_small));
  }
  .facts > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.35rem;
    align-items: baseline;
    min-inline-size: 0;
  }
  .facts dt {
    color: var(--_muted);
  }
  .facts dd {
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .notes {
    grid-column: 1 / -1;
  }
  .notes > .message {
    margin-block-start: calc(var(--_space) * 0.875);
  }

  .form-section {
    border-block-start: var(--connection-divider-width, var(--_line)) solid var(--_border);
  }
  .form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--connection-field-gap, calc(var(--_space) * 1.125));
    padding: var(--connection-form-padding, var(--_padding));
  }
  .settings > .form {
    padding-block-start: 0.5rem;
  }
  .settings > summary {
    display: flex;
    gap: 0.375rem;
    align-items: center;
    min-block-size: calc(var(--_height) + 0.25rem);
    padding-inline: var(--_padding);
    border-radius: 0 0 var(--_card-radius) var(--_card-radius);
    color: var(--_muted);
    font-weight: 500;
    list-style: none;
  }
  .settings > summary::-webkit-details-marker {
    display: none;
  }
  .settings:not([open]) > summary svg {
    rotate: -90deg;
  }
  .settings:not([open]) > summary:dir(rtl) svg {
    rotate: 90deg;
  }
  .form-actions:not(:has(button)) {
    display: none;
  }
  .form-actions [part~='disconnect-button'] {
    order: 1;
    margin-inline-start: auto;
  }

  .bone,
  .skeleton .app-icon {
    border-color: transparent;
    background: var(--connection-skeleton-color, color-mix(in oklab, var(--_surface), var(--_text) 8%));
  }
  .bone {
    display: block;
    inline-size: 60%;
    block-size: 0.75rem;
    margin-block: 0.28rem;
    border-radius: 0.375rem;
  }
  .bone.wide {
    inline-size: 35%;
  }
  @media (prefers-reduced-motion: no-preference) {
    .skeleton {
      animation: breathe 1.6s ease-in-out infinite;
    }
    @keyframes breathe {
      50% {
        opacity: 0.5;
      }
    }
  }

  @container connection-config (inline-size < 34rem) {
    .card {
      --_padding: var(--connection-card-padding, var(--_space));
    }
    .card-header {
      position: relative;
      grid-template-columns: auto minmax(0, 1fr);
    }
    .heading {
      padding-inline-end: 2.5rem;
    }
    .description,
    .facts {
      grid-column: 1 / -1;
      margin-block-start: 0.375rem;
    }
    .header-actions {
      order: 1;
      grid-column: 1 / -1;
    }
    .header-actions > .icon-button {
      position: absolute;
      inset-block-start: var(--_padding);
      inset-inline-end: var(--_padding);
    }
    .buttons {
      flex: 1;
      min-block-size: 0;
    }
    .buttons:not(:empty) {
      margin-block-start: 0.75rem;
    }
    .buttons > .button,
    .form-actions > .button {
      flex: auto;
    }
    .form-actions [part~='disconnect-button'] {
      margin: 0;
    }
  }
`;
