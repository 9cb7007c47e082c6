import { css } from 'lit';

/** An element that shows one thing of a connection, in a line of text, instead of a card. */
export const oneThingStyles = css`
  :host {
    display: inline-block;
    vertical-align: middle;
  }
  .root,
  .card {
    /* As wide as what is in it, which a query container cannot be. */
    container-type: normal;
  }
  .root {
    grid-template-columns: auto;
  }
  .card {
    border: 0;
    background: none;
    box-shadow: none;
  }
  .card-header {
    display: block;
    padding: 0;
  }
  .heading,
  .buttons {
    min-block-size: 0;
  }
  .buttons {
    justify-content: start;
  }
  .title,
  .skeleton {
    display: none;
  }
`;
