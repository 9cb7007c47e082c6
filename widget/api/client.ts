import * as v from 'valibot';
import type {
  Connection,
  ConnectAnswer,
  ConnectRequest,
  Disconnected,
  FieldsPatch,
  FinalizeRequest,
  FlowStatus,
  LogPage,
  Snapshot,
  TestResult,
} from '#contract';
import {
  connectAnswerSchema,
  connectionSchema,
  disconnectedSchema,
  flowStatusSchema,
  logPageSchema,
  paths,
  problemSchema,
  snapshotSchema,
  testResultSchema,
} from '#contract';
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

interface Call<Schema extends v.GenericSchema> {
  readonly path: string;
  readonly answer: Schema;
  readonly method?: 'GET' | 'PATCH' | 'POST';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
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

  /** Everything for the first paint, in one request. */
  snapshot(integration: string, signal?: AbortSignal): Promise<Snapshot> {
    return this.#call({ path: paths.snapshot(integration), answer: snapshotSchema, signal });
  }

  saveFields(id: string, body: FieldsPatch, signal?: AbortSignal): Promise<Connection> {
    return this.#call({ method: 'PATCH', path: paths.fields(id), body, answer: connectionSchema, signal });
  }

  connect(id: string, body: ConnectRequest, signal?: AbortSignal): Promise<ConnectAnswer> {
    return this.#call({ method: 'POST', path: paths.connect(id), body, answer: connectAnswerSchema, signal });
  }

  flow(flowId: string, signal?: AbortSignal): Promise<FlowStatus> {
    return this.#call({ path: paths.flow(flowId), answer: flowStatusSchema, signal });
  }

  cancelFlow(flowId: string): Promise<FlowStatus> {
    return this.#call({ method: 'POST', path: paths.flowCancel(flowId), answer: flowStatusSchema });
  }

  finalizeFlow(flowId: string, body: FinalizeRequest, signal?: AbortSignal): Promise<FlowStatus> {
    return this.#call({ method: 'POST', path: paths.flowFinalize(flowId), body, answer: flowStatusSchema, signal });
  }

  disconnect(id: string): Promise<Disconnected> {
    return this.#call({ method: 'POST', path: paths.disconnect(id), answer: disconnectedSchema });
  }

  test(id: string, signal?: AbortSignal): Promise<TestResult> {
    return this.#call({ method: 'POST', path: paths.test(id), answer: testResultSchema, signal });
  }

  logs(id: string, cursor?: string, signal?: AbortSignal): Promise<LogPage> {
    return this.#call({ path: paths.logs(id, cursor), answer: logPageSchema, signal });
  }

  async #call<Schema extends v.GenericSchema>(call: Call<Schema>): Promise<v.InferOutput<Schema>> {
    let response = await this.#send(call);
    if (response.status === 401) {
      // The token may simply have run out: one new one, one more try.
      this.#session = undefined;
      response = await this.#send(call);
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw problemError(response.status, body);
    const answer = v.safeParse(call.answer, body);
    if (!answer.success) throw new ApiError('invalid_answer', response.status);
    return answer.output;
  }

  async #send({ path, method = 'GET', body, signal }: Call<v.GenericSchema>): Promise<Response> {
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
      throw new ApiError('offline', 0, undefined, { cause: error });
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
      throw error instanceof ApiError ? error : new ApiError('session_unavailable', 0, undefined, { cause: error });
    }
  }
}

function problemError(status: number, body: unknown): ApiError {
  const problem = v.safeParse(problemSchema, body);
  if (problem.success) return new ApiError(problem.output.code, status, problem.output);
  return new ApiError(status === 401 ? 'session_expired' : status === 429 ? 'rate_limited' : 'internal_error', status);
}
