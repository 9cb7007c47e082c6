/** Carried by {@link ConnectionSavedEvent}. */
export interface ConnectionSavedDetail {
  connectionId: string;
  configVar: string;
}

/**
 * The fields of a connection were stored. Never holds a value.
 */
export class ConnectionSavedEvent extends Event {
  static readonly type = 'connection-saved';
  readonly detail: Readonly<ConnectionSavedDetail>;

  constructor(detail: ConnectionSavedDetail) {
    super('connection-saved', { bubbles: true, composed: true });
    this.detail = detail;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'connection-saved': ConnectionSavedEvent;
  }
}
