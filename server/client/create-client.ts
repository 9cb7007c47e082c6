import {
  connectionListSchema,
  credentialsSchema,
  paths,
  problemSchema,
  sessionAnswerSchema,
  type Credentials,
  type SessionAnswer,
  type SessionRequest,
  type UsageRequest,
} from '../contract/index.ts';
import * as v from 'valibot';
import { ConnectionError, ConnectionServerError } from './connection-error.ts';

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** Where the connection server is reached from your backend. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Per call, in milliseconds. Default 30,000: a hand-over may have to wait for a refresh. */
  readonly timeoutMs?: number;
}

/** Which connection: by your own ids and keys, or by its id. */
export type ConnectionRef =
  | { readonly customer: string; readonly integration: string; readonly configVar: string; readonly minTtlSeconds?: number }
  | { readonly id: string; readonly minTtlSeconds?: number };

/** The connection server as your backend and integration code use it. */
export interface Client {
  /** Opens a session for the tag; give its `token` to `getSession`. */
  createSession(request: SessionRequest): Promise<SessionAnswer>;
  /**
   * A connection with a token that lives at least `minTtlSeconds` (default 60). Never holds a refresh token.
   * @throws ConnectionServerError `not_configured`, `reauth_required` and the other reasons of a red connection, `token_unavailable`.
   */
  connection(ref: ConnectionRef): Promise<Credentials>;
  /**
   * Runs `work` with a connection and reports how it went: success turns it green, a {@link ConnectionError} red. After a 401 the token is
   * renewed once, guarded against a stampede by its version, and `work` runs a second time.
   * A report that cannot be delivered is dropped: it never hides what `work` returned or threw.
   * @throws what `work` throws, and ConnectionServerError when there is no connection to run it with.
   */
  use<T>(ref: ConnectionRef, work: (connection: Credentials) => Promise<T>): Promise<T>;
  /** Reports a use by hand, for code that cannot run inside {@link Client.use}. */
  reportUsage(connectionId: string, usage: UsageRequest): Promise<void>;
}

/** A client for the vendor's backend. Keep it: it remembers which id a connection has. */
export function createClient(options: ClientOptions): Client {
  const send = createSender(options);
  const ids = new Map<string, string>();

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
  const credentials = async (ref: ConnectionRef, rejectedVersion?: number): Promise<Credentials> => {
    const body = {
      ...(ref.minTtlSeconds === undefined ? {} : { minTtlSeconds: ref.minTtlSeconds }),
      ...(rejectedVersion === undefined ? {} : { rejectedVersion }),
    };
    try {
      return await send('POST', paths.credentials(await resolveId(ref)), body, credentialsSchema);
    } catch (error) {
      // The customer may have been deleted and made anew since the id was learned.
      if (!(error instanceof ConnectionServerError && error.code === 'not_found') || !forget(ref)) throw error;
      return send('POST', paths.credentials(await resolveId(ref)), body, credentialsSchema);
    }
  };
  const reportUsage = async (connectionId: string, usage: UsageRequest): Promise<void> => {
    await send('POST', paths.usage(connectionId), usage, v.undefined());
  };
  /** Work that is done must not look undone, and be done again, because the connection server could not be told. */
  const tryReport = (connectionId: string, usage: UsageRequest): Promise<void> =>
    reportUsage(connectionId, usage).catch((error: unknown) => {
      if (!(error instanceof ConnectionServerError)) throw error;
    });
  /** Renews a token that the third party refused. `never`: there is no other to be had. `later`: not just now, so nothing is certain yet. */
  const replace = async (ref: ConnectionRef, refused: Credentials): Promise<Credentials | 'never' | 'later'> => {
    if (refused.token === undefined) return 'never';
    try {
      return await credentials(ref, refused.version);
    } catch (error) {
      if (!(error instanceof ConnectionServerError)) throw error;
      return error.status === undefined || error.status >= 500 ? 'later' : 'never';
    }
  };

  return {
    createSession: (request) => send('POST', paths.sessions, request, sessionAnswerSchema),
    connection: (ref) => credentials(ref),
    reportUsage,
    async use(ref, work) {
      const first = await credentials(ref);
      const refused = await attempt(work, first);
      const renewed = refused.error?.status === 401 ? await replace(ref, first) : 'never';
      // Whether the grant is dead or the provider only down cannot be told, so nothing is reported.
      if (renewed === 'later') throw refused.error as ConnectionError;
      const [connection, outcome] = renewed === 'never' ? [first, refused] : [renewed, await attempt(work, renewed)];
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
  work: (connection: Credentials) => Promise<T>,
  connection: Credentials,
): Promise<{ value: T; error?: undefined } | { error: ConnectionError }> {
  try {
    return { value: await work(connection) };
  } catch (error) {
    if (error instanceof ConnectionError) return { error };
    throw error;
  }
}

type Sender = <Schema extends v.GenericSchema>(
  method: string,
  path: string,
  body: unknown,
  schema: Schema,
) => Promise<v.InferOutput<Schema>>;

function createSender({ baseUrl, apiKey, fetch: send = fetch, timeoutMs = 30_000 }: ClientOptions): Sender {
  const base = baseUrl.replace(/\/+$/, '');
  return async (method, path, body, schema) => {
    const response = await send(base + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new ConnectionServerError('unreachable', `The connection server at ${base} cannot be reached.`, { cause });
    });
    const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    if (!response.ok) throw refusal(response, answer);
    return v.parse(schema, answer);
  };
}

function refusal(response: Response, answer: unknown): ConnectionServerError {
  const problem = v.safeParse(problemSchema, answer);
  if (!problem.success)
    return new ConnectionServerError('internal_error', `The connection server answered ${response.status}.`, {
      status: response.status,
    });
  const { code, detail, requestId } = problem.output;
  return new ConnectionServerError(code, detail, { status: response.status, requestId });
}
