import {
  connectionListSchema,
  credentialsSchema,
  connectLinkAnswerSchema,
  paths,
  sessionAnswerSchema,
  type ConnectLinkAnswer,
  type ConnectLinkRequest,
  type ConnectionSummary,
  type Credentials,
  type SessionAnswer,
  type SessionRequest,
  type Snapshot,
  type UsageRequest,
} from '../contract/index.ts';
import * as v from 'valibot';
import { ConnectionError, ConnectionServerError } from './connection-error.ts';
import { connectionFetch } from './connection-fetch.ts';
import { CredentialCache } from './credential-cache.ts';
import { readEvents, type EventsOptions, type EventAt } from './read-events.ts';
import { createSender, type SenderOptions } from './sender.ts';
import { readUnusedConnections } from './unused-connections.ts';
import { webhookMethods, type WebhookMethods } from './webhook-methods.ts';

/** The snapshot is for the tag, which comes from the server and may be newer than this client: it is handed on as it came. */
const sessionSchema = v.object({
  ...sessionAnswerSchema.entries,
  snapshot: v.optional(v.custom<Snapshot>((value) => typeof value === 'object')),
});

/** Options of {@link createClient}. */
export interface ClientOptions extends SenderOptions {
  /**
   * How long credentials are used again within this process, in seconds: 0 (ask the server for every use) to 60. Default 10. After a
   * DISCONNECT, running code may hold a token for so long; where the third party can revoke it, it is dead all the same.
   */
  readonly cacheSeconds?: number;
}

/** Which connection: by your own ids and keys, or by its id. */
export type ConnectionRef =
  | { readonly customer: string; readonly integration: string; readonly configVar: string; readonly minTtlSeconds?: number }
  | { readonly id: string; readonly minTtlSeconds?: number };

/** A connection in your code's hands. */
export interface Connection extends Credentials {
  /** Calls the third party with the token, and nobody else. See {@link connectionFetch}. */
  readonly fetch: typeof fetch;
}

/** The connection server as your backend and integration code use it. */
export interface Client {
  /** Opens a session for the tag; give its `token` to `getSession`, or the whole answer where you have asked for its `snapshot`. */
  createSession(request: SessionRequest): Promise<SessionAnswer>;
  /** Makes a link to a page of the connection server with the tag in it, to send to that user, for example in a mail. */
  createConnectLink(request: ConnectLinkRequest): Promise<ConnectLinkAnswer>;
  /**
   * A connection with a token that lives at least `minTtlSeconds` (default 60). Never holds a refresh token.
   * @throws ConnectionServerError `not_configured`, `instance_disabled`, `reauth_required` and the other reasons of a red connection, `token_unavailable`.
   */
  connection(ref: ConnectionRef): Promise<Connection>;
  /**
   * Runs `work` with a connection and reports how it went: success turns it green, a {@link ConnectionError} red. After a 401 the token is
   * renewed once, guarded against a stampede by its version, and `work` runs a second time.
   * A report that cannot be delivered is dropped: it never hides what `work` returned or threw.
   * @throws what `work` throws, and ConnectionServerError when there is no connection to run it with.
   */
  use<T>(ref: ConnectionRef, work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Reports a use by hand, for code that cannot run inside {@link Client.use}. */
  reportUsage(connectionId: string, usage: UsageRequest): Promise<void>;
  /** Connections that have been set up for so many days and not used since, as far as uses were reported: what could be disconnected. */
  unusedConnections(days: number): AsyncIterable<ConnectionSummary>;
  /**
   * What happened to connections, oldest first, from a cursor on until now. Store the `cursor` that comes with each event and start there
   * the next time: an event may come twice then, but none is missed.
   */
  events(options?: EventsOptions): AsyncIterable<EventAt>;
  /** Where events are sent to, instead of being asked for. */
  readonly webhooks: WebhookMethods;
}

const defaultMinTtlSeconds = 60;
/** There is no connection to use any more, and no token was refused. */
const goneCodes: ReadonlySet<string> = new Set(['not_configured', 'instance_disabled', 'not_found']);

/** A client for the vendor's backend. Keep it: it remembers which id a connection has, and for a moment its token. */
export function createClient(options: ClientOptions): Client {
  const send = createSender(options);
  const ids = new Map<string, string>();
  const cache = new CredentialCache({ seconds: options.cacheSeconds ?? 10 });

  const resolveId = async (ref: ConnectionRef): Promise<string> => {
    if ('id' in ref) return ref.id;
    const { customer, integration, configVar } = ref;
    const known = ids.get(cacheKey(ref));
    if (known !== undefined) return known;
    const query = new URLSearchParams({ customer, integration, configVar });
    const { connections } = await send('GET', `${paths.connections}?${query}`, undefined, connectionListSchema);
    const id = connections[0]?.id;
    if (id === undefined) {
      throw new ConnectionServerError(
        'not_configured',
        `Customer ${customer} has no connection "${configVar}" in "${integration}" yet.`,
        { status: 409 },
      );
    }
    ids.set(cacheKey(ref), id);
    return id;
  };
  /** @returns whether there was something to forget. */
  const forget = (ref: ConnectionRef): boolean => !('id' in ref) && ids.delete(cacheKey(ref));
  const load = (id: string, { minTtlSeconds }: ConnectionRef, rejectedVersion?: number): Promise<Credentials> => {
    const body = {
      ...(minTtlSeconds === undefined ? {} : { minTtlSeconds }),
      ...(rejectedVersion === undefined ? {} : { rejectedVersion }),
    };
    return send('POST', paths.credentials(id), body, credentialsSchema);
  };
  const credentials = async (ref: ConnectionRef): Promise<Credentials> => {
    const read = (id: string) =>
      cache.read({ key: id, minTtlSeconds: ref.minTtlSeconds ?? defaultMinTtlSeconds, load: () => load(id, ref) });
    try {
      return await read(await resolveId(ref));
    } catch (error) {
      // The customer may have been deleted and made anew since the id was learned.
      if (!(error instanceof ConnectionServerError && error.code === 'not_found') || !forget(ref)) throw error;
      return read(await resolveId(ref));
    }
  };
  const open = (credentials: Credentials): Connection => ({ ...credentials, fetch: connectionFetch(credentials, options.fetch) });
  const reportUsage = async (connectionId: string, usage: UsageRequest): Promise<void> => {
    if (usage.outcome === 'failed') cache.forget(connectionId, usage.version);
    await send('POST', paths.usage(connectionId), usage, v.undefined());
  };
  /** Work that is done must not look undone, and be done again, because the connection server could not be told. */
  const tryReport = (connectionId: string, usage: UsageRequest): Promise<void> =>
    reportUsage(connectionId, usage).catch((error: unknown) => {
      if (!(error instanceof ConnectionServerError)) throw error;
    });
  /** Renews a token that the third party refused. `never`: there is no other to be had. `later`: not just now, so nothing is certain yet. */
  const replace = async (ref: ConnectionRef, refused: Credentials): Promise<Credentials | 'never' | 'later'> => {
    cache.forget(refused.id, refused.version);
    if (refused.token === undefined) return 'never';
    try {
      const renewed = await load(refused.id, ref, refused.version);
      // Just renewed, and refused all the same.
      if (renewed.notRenewed !== undefined) return 'never';
      cache.keep(refused.id, renewed);
      return renewed;
    } catch (error) {
      // Disconnected, switched off or deleted since it was handed out: that, and no refusal by the third party, is what happened.
      if (!(error instanceof ConnectionServerError) || goneCodes.has(error.code)) throw error;
      return error.status === undefined || error.status >= 500 || error.status === 429 ? 'later' : 'never';
    }
  };

  return {
    createSession: (request) => send('POST', paths.sessions, request, sessionSchema),
    createConnectLink: (request) => send('POST', paths.connectLinks, request, connectLinkAnswerSchema),
    connection: async (ref) => open(await credentials(ref)),
    events: (query) => readEvents(send, query),
    webhooks: webhookMethods(send),
    reportUsage,
    unusedConnections: (days) => readUnusedConnections(send, days),
    async use(ref, work) {
      const first = await credentials(ref);
      const refused = await attempt(work, open(first));
      const renewed = refused.error?.status === 401 ? await replace(ref, first) : 'never';
      // Whether the grant is dead or the provider only down cannot be told, so nothing is reported.
      if (renewed === 'later') throw refused.error as ConnectionError;
      const [connection, outcome] = renewed === 'never' ? [first, refused] : [renewed, await attempt(work, open(renewed))];
      const { id, version } = connection;
      if (outcome.error === undefined) {
        await tryReport(id, { outcome: 'used', version });
        return outcome.value;
      }
      const { status, message } = outcome.error;
      await tryReport(id, {
        outcome: 'failed',
        version,
        message: message.slice(0, 2000),
        ...(status === undefined ? {} : { status }),
      });
      throw outcome.error;
    },
  };
}

function cacheKey({ customer, integration, configVar }: Exclude<ConnectionRef, { readonly id: string }>): string {
  return JSON.stringify([customer, integration, configVar]);
}

/** Runs the work; a refusal by the third party is an outcome, every other failure is the caller's and passes through. */
async function attempt<T>(
  work: (connection: Connection) => Promise<T>,
  connection: Connection,
): Promise<{ value: T; error?: undefined } | { error: ConnectionError }> {
  try {
    return { value: await work(connection) };
  } catch (error) {
    if (error instanceof ConnectionError) return { error };
    throw error;
  }
}
