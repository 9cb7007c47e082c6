import type { ConnectionStatus, StatusReason } from '#contract';
import { ConnectionEvent } from './connection-event.ts';

/** Carried by {@link ConnectionStatusEvent}. `reason` is present exactly when `status` is `error`. */
export interface ConnectionStatusDetail {
  connectionId: string;
  configVar: string;
  status: ConnectionStatus;
  previous: ConnectionStatus;
  reason?: StatusReason;
}

/**
 * The status of a connection is another than before.
 */
export class ConnectionStatusEvent extends ConnectionEvent<ConnectionStatusDetail> {
  static override readonly type = 'connection-status';
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-status': ConnectionStatusEvent;
  }
}
