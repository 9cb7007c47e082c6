import { createContext } from '@lit/context';
import type { Permission, Role, Snapshot } from '#contract';
import type { SessionClient } from '../api/session-client.ts';
import type { OnDemand } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** How CONNECT reaches the third party. `auto`: a window, and this tab where a window does not work. */
export type FlowPreference = 'auto' | 'popup' | 'redirect';

/** What a card is told about the tag around it. Made of these facts, it is another object exactly when one of them is another. */
export interface CardFacts {
  readonly client: SessionClient;
  readonly localizer: Localizer;
  readonly flow: FlowPreference;
  /** What the first paint does without; absent until it has been fetched. */
  readonly onDemand: OnDemand | undefined;
  readonly readonly: boolean;
  /** It is one of several, so that making a connection of it is not the one thing to do. */
  readonly listed: boolean;
  /** Key of the integration; empty until the first answer of the server, as the permissions are. */
  readonly integration: string;
  readonly role: Role;
  /** What the session allows, with a space between. */
  readonly permissions: string;
  /** Fetches what is on demand now. Rejects when that does not work. */
  readonly fetchOnDemand: () => Promise<OnDemand>;
}

/** The facts, and what follows from them. Frozen. */
export interface CardContext extends CardFacts {
  /** Whether the session, and the tag's `readonly`, allow something. */
  can(permission: Permission): boolean;
}

/** What everything inside a `<connection-config>` may know. Frozen: a change is a new object. */
export interface ConnectionContext extends CardContext {
  /** Absent until the first answer of the server. */
  readonly snapshot: Snapshot | undefined;
}

/** The same context while the facts are the same, so that nothing is drawn again for it. */
export function nextCardContext(before: CardContext | undefined, facts: CardFacts): CardContext {
  const names = Object.keys(facts) as (keyof CardFacts)[];
  if (before && names.every((name) => before[name] === facts[name])) return before;
  const allowed = facts.permissions.split(' ');
  return Object.freeze({
    ...facts,
    can: (permission: Permission) =>
      allowed.includes(permission) && (!facts.readonly || permission === 'read' || permission === 'logs'),
  });
}

/** The key under which `<connection-config>` provides its {@link ConnectionContext}, also to slotted elements of the page. */
export const connectionContext = createContext<ConnectionContext>(Symbol('connection-config'));
