import { createContext } from '@lit/context';
import type { Permission, Snapshot } from '#contract';
import type { SessionClient } from '../api/session-client.ts';
import type { OnDemand } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** How CONNECT reaches the third party. `auto`: a window, and this tab where a window does not work. */
export type FlowPreference = 'auto' | 'popup' | 'redirect';

/** What everything inside a `<connection-config>` may know. Frozen: a change is a new object. */
export interface ConnectionContext {
  readonly client: SessionClient;
  readonly localizer: Localizer;
  readonly flow: FlowPreference;
  /** Absent until the first answer of the server. */
  readonly snapshot: Snapshot | undefined;
  /** What the first paint does without; absent until it has been fetched. */
  readonly onDemand: OnDemand | undefined;
  /** Fetches it now. Rejects when that does not work. */
  fetchOnDemand(): Promise<OnDemand>;
  /** Whether the session, and the tag's `readonly`, allow something. */
  can(permission: Permission): boolean;
}

/** The key under which `<connection-config>` provides its {@link ConnectionContext}, also to slotted elements of the page. */
export const connectionContext = createContext<ConnectionContext>(Symbol('connection-config'));
