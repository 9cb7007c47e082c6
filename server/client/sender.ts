import * as v from 'valibot';
import { problemSchema } from '../contract/index.ts';
import { ConnectionServerError } from './connection-error.ts';

/** Where the connection server is, and how to get in. */
export interface SenderOptions {
  /** Where the connection server is reached from your backend. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Per call, in milliseconds. Default 30,000: a hand-over may have to wait for a refresh. */
  readonly timeoutMs?: number;
}

/** One call of the vendor's API; the answer is read by its schema. */
export type Sender = <Schema extends v.GenericSchema>(
  method: string,
  path: string,
  body: unknown,
  schema: Schema,
) => Promise<v.InferOutput<Schema>>;

/** @throws ConnectionServerError from every call: the server's own code, or `unreachable`. */
export function createSender({ baseUrl, apiKey, fetch: send = fetch, timeoutMs = 30_000 }: SenderOptions): Sender {
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
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const facts = { status: response.status, ...(seconds >= 0 ? { retryAfterSeconds: seconds } : {}) };
  if (!problem.success)
    return new ConnectionServerError('internal_error', `The connection server answered ${response.status}.`, facts);
  const { code, detail, requestId } = problem.output;
  return new ConnectionServerError(code, detail, { ...facts, requestId });
}
