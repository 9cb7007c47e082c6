import type { RevocationResult } from '#contract';
import { ConnectionEvent } from './connection-event.ts';

/** Carried by {@link ConnectionDisconnectedEvent}. `revocation`: what happened at the provider. */
export interface ConnectionDisconnectedDetail {
  connectionId: string;
  configVar: string;
  revocation: RevocationResult;
}

/**
 * A DISCONNECT is done: nothing is stored any more.
 */
export class ConnectionDisconnectedEvent extends ConnectionEvent<ConnectionDisconnectedDetail> {
  static override readonly type = 'connection-disconnected';
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-disconnected': ConnectionDisconnectedEvent;
  }
}
