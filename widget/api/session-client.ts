import type { SessionAnswer, Snapshot } from '#contract';
import { snapshotPath } from '#contract';
import type { AnswerCheck } from './answer-checks.ts';
import { isProblem, isSnapshot } from './answer-checks.ts';
import { ApiError, isAbort } from './api-error.ts';

/** A session's token with what the tag shows first, both from the answer of `POST /v1/sessions`. */
export type SessionWithSnapshot = Pick<SessionAnswer, 'token' | 'snapshot'>;

/**
 * Gives a session token from the vendor's backend, alone or with the snapshot. Called again when the server no longer accepts the one
 * before.
 */
export type GetSession = () => Promise<string | SessionWithSnapshot>;

/** What a {@link SessionClient} needs. */
export interface SessionClientOptions {
  /** Origin (and path prefix) of the connection server, without a trailing slash. */
  readonly baseUrl: string;
  readonly getSession: GetSession | undefined;
  /** BCP 47 tag of the language that the vendor's own words are wanted in. */
  readonly language: () => string;
}

/** One request. `path` begins with a slash. */
export interface Request {
  readonly path: string;
  readonly method?: 'GET' | 'PATCH' | 'POST';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** A request and what its answer has to be. */
export interface Call<Answer> extends Request {
  readonly answer: AnswerCheck<Answer>;
}

/**
 * Requests to the connection server under a session of the page. Every method throws {@link ApiError} and nothing else, except the
 * `AbortError` of its own signal. Tokens stay in this object; cookies are neither sent nor kept.
 */
export class SessionClient {
  readonly baseUrl: string;
  readonly #getSession: GetSession | undefined;
  readonly #language: () => string;
  #session: ReturnType<GetSession> | undefined;

  constructor(options: SessionClientOptions) {
    this.baseUrl = options.baseUrl;
    this.#getSession = options.getSession;
    this.#language = options.language;
  }

  /** What the page's backend has sent for the first paint; undefined where it sent a token alone, or not what the contract promises. */
  async handedSnapshot(integration: string): Promise<Snapshot | undefined> {
    const { snapshot } = await this.#handed();
    return isSnapshot(snapshot) && snapshot.integration.key === integration ? snapshot : undefined;
  }

  /** Everything for the first paint, in one request. */
  snapshot(integration: string, signal?: AbortSignal): Promise<Snapshot> {
    return this.call({ path: snapshotPath(integration), answer: isSnapshot, signal });
  }

  /** The answer to a request, with one new session where the server no longer takes the one before. */
  async call<Answer>(call: Call<Answer>): Promise<Answer> {
    let response = await this.#send(call);
    if (response.status === 401) {
      // The token may simply have run out: one new one, one more try.
      this.#session = undefined;
      response = await this.#send(call);
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw problemError(response.status, body);
    if (!call.answer(body)) throw new ApiError('invalid_answer', response.status);
    return body;
  }

  async #send({ path, method = 'GET', body, signal }: Request): Promise<Response> {
    const headers: Record<string, string> = {
      'accept-language': this.#language(),
      authorization: `Bearer ${(await this.#handed()).token}`,
    };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      return await fetch(this.baseUrl + path, {
        method,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        body: body === undefined ? null : JSON.stringify(body),
        signal: signal ?? null,
      });
    } catch (error) {
      if (isAbort(error)) throw error;
      throw unreachable('offline', error);
    }
  }

  // One promise for all callers, so that a page with ten requests asks the vendor's backend once.
  async #handed(): Promise<SessionWithSnapshot> {
    if (!this.#getSession) throw new ApiError('session_missing');
    this.#session ??= Promise.resolve(this.#getSession());
    const asked = this.#session;
    try {
      const session = await asked;
      // The page is not ours: it may give anything at all.
      const { token = session, snapshot } = Object(session) as Partial<SessionWithSnapshot>;
      if (typeof token === 'string' && token !== '') return { token: token.trim(), snapshot };
      throw new ApiError('session_missing');
    } catch (error) {
      if (this.#session === asked) this.#session = undefined;
      throw error instanceof ApiError ? error : unreachable('session_unavailable', error);
    }
  }
}

// A page in a sandbox without an origin of its own is answered by nobody: neither by the server nor by its own backend.
function unreachable(code: string, cause: unknown): ApiError {
  return new ApiError(globalThis.origin === 'null' ? 'page_without_origin' : code, 0, undefined, { cause });
}

function problemError(status: number, body: unknown): ApiError {
  if (isProblem(body)) return new ApiError(body.code, status, body);
  return new ApiError(status === 401 ? 'session_expired' : status === 429 ? 'rate_limited' : 'internal_error', status);
}
