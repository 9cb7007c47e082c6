import type { DpopKey } from '../contract/index.ts';
import type { Model, RegisteredClient, ResolvedOAuth } from '../definitions/index.ts';
import type { EgressFetch, TargetCheck, TextLookup } from '../egress/index.ts';
import type { LogRetention, Storage } from '../storage/index.ts';
import type { Logger, Metrics } from '../telemetry/index.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Safekeeping } from './safekeeping.ts';
import type { SessionKey } from './session-keys.ts';

/** What a queued revocation holds sealed. */
export type RevocationTicket = TokenTicket | RegistrationTicket;

/** Tokens to revoke: the client as it was, and the tokens in the order they are to be revoked. */
export interface TokenTicket {
  readonly client: ResolvedOAuth;
  /** The key that the tokens are bound to, if they are. */
  readonly dpopKey?: DpopKey;
  /** Whose grant it was, as far as the provider says. */
  readonly accountId?: string;
  readonly tokens: readonly { readonly token: string; readonly kind: 'refresh_token' | 'access_token' }[];
  /** Where the client itself is deleted afterwards; before, it could not revoke any more. */
  readonly management?: ClientManagement;
}

/** A client registered at a customer's server, to delete there. */
export interface RegistrationTicket {
  readonly management: ClientManagement;
}

type ClientManagement = NonNullable<RegisteredClient['management']>;

/** Everything a use case needs, passed in; two servers with different ones can live in one process. */
export interface Dependencies {
  readonly storage: Storage<RevocationTicket>;
  readonly model: Model;
  /** Has received tokens until the database has them. */
  readonly safekeeping: Safekeeping;
  /** The one way out to the network. */
  readonly fetch: EgressFetch;
  /** Whether an address could be called that way. */
  readonly checkTarget: TargetCheck;
  /** The text records of a name. */
  readonly lookupText: TextLookup;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where browsers reach this server, without a trailing slash. */
  readonly publicUrl: string;
  /** Origins of the vendor's pages; the server's own is always among them. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** The vendor's public keys for session tokens it signs itself; empty when it does not. */
  readonly sessionKeys: readonly SessionKey[];
  /** How much of each connection's log is kept. */
  readonly logRetention: LogRetention;
  /** How long ahead of a connection's end its customer is told, at most. */
  readonly endNoticeSeconds: number;
  /** How many calls a second all servers together make with one OAuth client: of renewals, and of sign-ins. */
  readonly clientCallsPerSecond: number;
  /** How long renewed tokens are not renewed again because they were refused. */
  readonly rejectionSpacingSeconds: number;
  /** How long a renewal that failed is not tried again because somebody asks for the token; longer when the provider says so. */
  readonly failureSpacingSeconds: number;
  /** How often callers may ask what costs something. */
  readonly rateLimits: RateLimits;
  /** Names this process in leases. */
  readonly processId: string;
}

/** What a use case needs, kept to the rows of one customer by the database itself. */
export function onBehalfOf<Deps extends Dependencies>(deps: Deps, { customerId }: { readonly customerId: string }): Deps {
  return { ...deps, storage: deps.storage.within(customerId) };
}

/** Who does something, for the audit trail. */
export interface Actor {
  /** `user:<id>`, `api`, or `system`. */
  readonly name: string;
  readonly requestId?: string;
}

/** The server itself: background work. */
export const systemActor: Actor = { name: 'system' };
