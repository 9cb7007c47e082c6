import type { ConnectionStatus } from '#contract';

/** Carried by {@link ConnectionReadyEvent}: the connections on display and where each stands. */
export interface ConnectionReadyDetail {
  integration: string;
  connections: readonly { id: string; configVar: string; status: ConnectionStatus }[];
}

/**
 * The tag shows its connections for the first time.
 */
export class ConnectionReadyEvent extends Event {
  static readonly type = 'connection-ready';
  readonly detail: Readonly<ConnectionReadyDetail>;

  constructor(detail: ConnectionReadyDetail) {
    super('connection-ready', { bubbles: true, composed: true });
    this.detail = detail;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-ready': ConnectionReadyEvent;
  }
}
