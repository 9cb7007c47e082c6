import type { Connection } from '#contract';

/** From a card to its tag: the server has described the connection anew. Does not leave the tag's shadow root. */
export class ConnectionChangedEvent extends Event {
  static readonly type = 'connection-changed';
  readonly connection: Connection;

  constructor(connection: Connection) {
    super(ConnectionChangedEvent.type, { bubbles: true, composed: false });
    this.connection = connection;
  }
}
