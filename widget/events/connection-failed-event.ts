/** What was being done when it failed. */
export type FailedAction = 'load' | 'save' | 'connect' | 'disconnect' | 'test' | 'logs';

/** Carried by {@link ConnectionFailedEvent}. `configVar` is absent when the whole tag could not load. */
export interface ConnectionFailedDetail {
  action: FailedAction;
  code: string;
  configVar?: string;
}

/**
 * Something the person asked for did not work. A blocked window is no failure: the tag offers the same tab.
 */
export class ConnectionFailedEvent extends Event {
  static readonly type = 'connection-failed';
  readonly detail: Readonly<ConnectionFailedDetail>;

  constructor(detail: ConnectionFailedDetail) {
    super('connection-failed', { bubbles: true, composed: true });
    this.detail = detail;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-failed': ConnectionFailedEvent;
  }
}
