import type {
  Connection,
  ConnectAnswer,
  ConnectRequest,
  Disconnected,
  FieldsPatch,
  FinalizeRequest,
  FlowStatus,
  LogPage,
  LogPageQuery,
  Snapshot,
  TestResult,
} from '#contract';
import { paths } from '#contract';
import type { AnswerCheck } from './answer-checks.ts';
import {
  isConnectAnswer,
  isConnection,
  isFlowStatus,
  isLogPage,
  isProblem,
  isSnapshot,
  withConnection,
} from './answer-checks.ts';
import { ApiError, isAbort } from './api-error.ts';

/** Gives a session token from the vendor's backend. Called again when the server no longer accepts the one before. */
export type GetSession = () => Promise<string>;

/** What a {@link ConnectionClient} needs. */
export interface ConnectionClientOptions {
  /** Origin (and path prefix) of the connection server, without a trailing slash. */
  readonly baseUrl: string;
  readonly getSession: GetSession | undefined;
  /** Default: the page's own fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

interface Request {
  readonly path: string;
  readonly method?: 'GET' | 'PATCH' | 'POST';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

interface Call<Answer> extends Request {
  readonly answer: AnswerCheck<Answer>;
}

/**
 * The connection server as the tag sees it. Every method throws {@link ApiError} and nothing else, except the `AbortError` of its
 * own signal. Tokens stay in this object; cookies are neither sent nor kept.
 */
export class ConnectionClient {
  readonly baseUrl: string;
  readonly #getSession: GetSession | undefined;
  readonly #fetch: typeof globalThis.fetch;
  #session: Promise<string> | undefined;

  constructor(options: ConnectionClientOptions) {
    this.baseUrl = options.baseUrl;
    this.#getSession = options.getSession;
    this.#fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
  }

  /** The page that a window opens on, before it knows which flow it is for. */
  startUrl(pageOrigin: string): string {
    return this.baseUrl + paths.oauthStart(pageOrigin);
  }

  /** Everything for the first paint, in one request. */
  snapshot(integration: string, signal?: AbortSignal): Promise<Snapshot> {
    return this.#call({ path: paths.snapshot(integration), answer: isSnapshot, signal });
  }

  saveFields(id: string, body: FieldsPatch, signal?: AbortSignal): Promise<Connection> {
    return this.#call({ method: 'PATCH', path: paths.fields(id), body, answer: isConnection, signal });
  }

  connect(id: string, body: ConnectRequest, signal?: AbortSignal): Promise<ConnectAnswer> {
    return this.#call({ method: 'POST', path: paths.connect(id), body, answer: isConnectAnswer, signal });
  }

  flow(flowId: string, signal?: AbortSignal): Promise<FlowStatus> {
    return this.#call({ path: paths.flow(flowId), answer: isFlowStatus, signal });
  }

  cancelFlow(flowId: string): Promise<FlowStatus> {
    return this.#call({ method: 'POST', path: paths.flowCancel(flowId), answer: isFlowStatus });
  }

  finalizeFlow(flowId: string, body: FinalizeRequest, signal?: AbortSignal): Promise<FlowStatus> {
    return this.#call({ method: 'POST', path: paths.flowFinalize(flowId), body, answer: isFlowStatus, signal });
  }

  disconnect(id: string): Promise<Disconnected> {
    return this.#call({ method: 'POST', path: paths.disconnect(id), answer: withConnection<Disconnected> });
  }

  test(id: string, signal?: AbortSignal): Promise<TestResult> {
    return this.#call({ method: 'POST', path: paths.test(id), answer: withConnection<TestResult>, signal });
  }

  logs(id: string, page: LogPageQuery, signal?: AbortSignal): Promise<LogPage> {
    return this.#call({ path: paths.logs(id, page), answer: isLogPage, signal });
  }

  async #call<Answer>(call: Call<Answer>): Promise<Answer> {
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
    const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${await this.#token()}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      return await this.#fetch(this.baseUrl + path, {
        method,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (isAbort(error)) throw error;
      throw unreachable('offline', error);
    }
  }

  // One promise for all callers, so that a page with ten requests asks the vendor's backend once.
  async #token(): Promise<string> {
    if (!this.#getSession) throw new ApiError('session_missing');
    this.#session ??= Promise.resolve(this.#getSession());
    const asked = this.#session;
    try {
      const token = await asked;
      if (typeof token === 'string' && token !== '') return token.trim();
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
