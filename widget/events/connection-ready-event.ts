import type { ConnectionStatus } from '#contract';
import { ConnectionEvent } from './connection-event.ts';

/** Carried by {@link ConnectionReadyEvent}: the connections on display and where each stands. */
export interface ConnectionReadyDetail {
  integration: string;
  connections: readonly { id: string; configVar: string; status: ConnectionStatus }[];
}

/**
 * The tag shows its connections for the first time.
 */
export class ConnectionReadyEvent extends ConnectionEvent<ConnectionReadyDetail> {
  static override readonly type = 'connection-ready';
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-ready': ConnectionReadyEvent;
  }
}
