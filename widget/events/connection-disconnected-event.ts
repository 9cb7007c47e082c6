import type { RevocationResult } from '#contract';

/** Carried by {@link ConnectionDisconnectedEvent}. `revocation`: what happened at the provider. */
export interface ConnectionDisconnectedDetail {
  connectionId: string;
  configVar: string;
  revocation: RevocationResult;
}

/**
 * A DISCONNECT is done: nothing is stored any more.
 */
export class ConnectionDisconnectedEvent extends Event {
  static readonly type = 'connection-disconnected';
  readonly detail: Readonly<ConnectionDisconnectedDetail>;

  constructor(detail: ConnectionDisconnectedDetail) {
    super('connection-disconnected', { bubbles: true, composed: true });
    this.detail = detail;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-disconnected': ConnectionDisconnectedEvent;
  }
}
