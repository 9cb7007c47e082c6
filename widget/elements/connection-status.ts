import { css } from 'lit';
import { ConnectionConfig } from '../connection-config.ts';
import { oneThingStyles } from './one-thing.styles.ts';

/**
 * Only the status of one connection, as a pill, for example in a list or a menu. Everything else, from the session to the events, is as in
 * `<connection-config>`.
 *
 * @summary The status of one connection.
 *
 * @csspart status - The pill, with an icon and words.
 * @csspart message - Why the status could not be fetched.
 */
export class ConnectionStatus extends ConnectionConfig {
  static override styles = [
    ...ConnectionConfig.styles,
    oneThingStyles,
    css`
      .card-header > :not(.heading),
      .card > :not(.card-header) {
        display: none;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-status': ConnectionStatus;
  }
}
