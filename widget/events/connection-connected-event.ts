import { ConnectionEvent } from './connection-event.ts';

/** Carried by {@link ConnectionConnectedEvent}. */
export interface ConnectionConnectedDetail {
  connectionId: string;
  configVar: string;
}

/**
 * A CONNECT has succeeded, by the word of the server.
 */
export class ConnectionConnectedEvent extends ConnectionEvent<ConnectionConnectedDetail> {
  static override readonly type = 'connection-connected';
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-connected': ConnectionConnectedEvent;
  }
}
