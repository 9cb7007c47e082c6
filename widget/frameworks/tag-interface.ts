import type { ConnectionConfig } from '../connection-config.ts';

/** What a page may set on `<connection-config>`. */
export type TagProperties = Partial<
  Pick<
    ConnectionConfig,
    | 'baseUrl'
    | 'integration'
    | 'configVar'
    | 'locale'
    | 'theme'
    | 'readonly'
    | 'confirmDisconnect'
    | 'flow'
    | 'getSession'
    | 'translations'
  >
>;

/** The attributes whose names differ from those of their properties. */
export interface TagAttributes {
  readonly 'base-url'?: string;
  readonly 'config-var'?: string;
  readonly 'confirm-disconnect'?: boolean;
}

/** The events of `<connection-config>` by name. */
export type TagEvents = Pick<
  GlobalEventHandlersEventMap,
  | 'connection-ready'
  | 'connection-saved'
  | 'connection-connected'
  | 'connection-disconnected'
  | 'connection-failed'
  | 'connection-status'
>;

/** Listeners as JSX and Svelte write them: `onconnection-connected`. */
export type TagListeners = { readonly [Name in keyof TagEvents as `on${Name}`]?: (event: TagEvents[Name]) => void };
