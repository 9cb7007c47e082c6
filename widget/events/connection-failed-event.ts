import { ConnectionEvent } from './connection-event.ts';

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
export class ConnectionFailedEvent extends ConnectionEvent<ConnectionFailedDetail> {
  static override readonly type = 'connection-failed';
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-failed': ConnectionFailedEvent;
  }
}
