/** Carried by {@link ConnectionConnectedEvent}. */
export interface ConnectionConnectedDetail {
  connectionId: string;
  configVar: string;
}

/**
 * A CONNECT has succeeded, by the word of the server.
 */
export class ConnectionConnectedEvent extends Event {
  static readonly type = 'connection-connected';
  readonly detail: Readonly<ConnectionConnectedDetail>;

  constructor(detail: ConnectionConnectedDetail) {
    super('connection-connected', { bubbles: true, composed: true });
    this.detail = detail;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-connected': ConnectionConnectedEvent;
  }
}
