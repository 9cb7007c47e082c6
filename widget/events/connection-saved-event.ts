import { ConnectionEvent } from './connection-event.ts';

/** Carried by {@link ConnectionSavedEvent}. */
export interface ConnectionSavedDetail {
  connectionId: string;
  configVar: string;
}

/**
 * The fields of a connection were stored. Never holds a value.
 */
export class ConnectionSavedEvent extends ConnectionEvent<ConnectionSavedDetail> {
  static override readonly type = 'connection-saved';
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-saved': ConnectionSavedEvent;
  }
}
