import type { ConnectionStatus, StatusReason } from '#contract';

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
export class ConnectionStatusEvent extends Event {
  static readonly type = 'connection-status';
  readonly detail: Readonly<ConnectionStatusDetail>;

  constructor(detail: ConnectionStatusDetail) {
    super('connection-status', { bubbles: true, composed: true });
    this.detail = detail;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-status': ConnectionStatusEvent;
  }
}
