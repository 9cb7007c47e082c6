import { css } from 'lit';
import { ConnectionConfig } from '../connection-config.ts';
import { oneThingStyles } from './one-thing.styles.ts';

/**
 * Only CONNECT or DISCONNECT of one connection, and what they have to say. For connections without fields to fill in; everything else,
 * from the session to the events, is as in `<connection-config>`.
 *
 * @summary CONNECT and DISCONNECT of one connection.
 *
 * @csspart connect-button - CONNECT, or reconnect when the connection is broken.
 * @csspart disconnect-button - DISCONNECT.
 * @csspart message - A result, a reason or something to wait for.
 */
export class ConnectionButton extends ConnectionConfig {
  static override styles = [
    ...ConnectionConfig.styles,
    oneThingStyles,
    css`
      .card-header > :not(.header-actions, .notes),
      .settings,
      .form > :not(.form-actions),
      [part~='test-button'],
      [part~='save-button'],
      [part~='logs-button'],
      .logs {
        display: none;
      }
      .form-section,
      .form,
      .form-actions {
        margin: 0;
        padding: 0;
        border: 0;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-button': ConnectionButton;
  }
}
