import { Client, errors, type Dispatcher } from 'undici';
import { decodeBody } from './decode-body.ts';
import { EgressError, type EgressErrorCode, type EgressProgress, type EgressReason } from './errors.ts';
import { createPinnedConnector, type ConnectionTls } from './pinned-connector.ts';
import type { Target } from './target.ts';

/** One request, complete. */
export interface OutgoingRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Limits on one answer. */
export interface AnswerLimits {
  /** Bytes of the body after decoding. */
  readonly maxBodyBytes: number;
  readonly maxHeaderBytes: number;
  readonly totalTimeoutMs: number;
}

const maxHeaderLines = 200;
const bodylessStatuses = [204, 205, 304];
/** Made once, since an error of its own, with a stack, for each call costs more than to read the answer. Nobody ever gets it. */
const callIsOver = new Error('the call is over');

/**
 * Sends one request over a connection of its own and reads the whole answer.
 *
 * The connection is not kept: a token request on a kept connection that the server is just closing ends in "perhaps it was
 * received", which for a rotating refresh token means asking a customer to sign in again. A handshake is cheaper than that.
 */
export async function send(
  target: Target,
  request: OutgoingRequest,
  limits: AnswerLimits,
  tls: ConnectionTls,
  signal: AbortSignal,
): Promise<Response> {
  const client = new Client(target.url.origin, {
    connect: createPinnedConnector(target, tls, limits.totalTimeoutMs),
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.totalTimeoutMs,
    bodyTimeout: limits.totalTimeoutMs,
    pipelining: 0,
  });
  const call = new Call(target.url.hostname, limits.maxBodyBytes);
  const abort = () => call.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    client.dispatch({ path: target.url.pathname + target.url.search, ...request, method: request.method }, call);
    return await readResponse(await call.answer, limits.maxBodyBytes, target.url.hostname);
  } catch (error) {
    throw call.explain(error);
  } finally {
    signal.removeEventListener('abort', abort);
    // Not awaited: a peer that never closes its side must not hold the caller. Destroying cannot fail in a way that matters.
    client.destroy(callIsOver).catch(() => undefined);
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Collects one answer, counting bytes as they come, and remembers how far the call got. */
class Call implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  readonly #host: string;
  readonly #maxBodyBytes: number;
  readonly #settle: { resolve: (answer: Answer) => void; reject: (reason: unknown) => void };
  readonly #chunks: Buffer[] = [];
  #progress: EgressProgress = 'not_sent';
  #status = 0;
  #headers = new Headers();
  #bytes = 0;

  constructor(host: string, maxBodyBytes: number) {
    this.#host = host;
    this.#maxBodyBytes = maxBodyBytes;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.answer = promise;
    this.#settle = { resolve, reject };
  }

  fail(reason: unknown): void {
    this.#settle.reject(reason);
  }

  /** Called when a socket stands and the request is about to be written to it. */
  onRequestStart(): void {
    this.#progress = 'maybe_sent';
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // An interim answer (RFC 9110 section 15.2) says nothing yet.
    if (status < 200) return;
    this.#progress = 'received';
    this.#status = status;
    const lines = Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((line) => [name, line] as const));
    if (lines.length > maxHeaderLines) return this.#stop(controller, 'response_too_large', 'headers');
    for (const [name, line] of lines) this.#headers.append(name, line);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBodyBytes) return this.#stop(controller, 'response_too_large', 'body');
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle.resolve({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle.reject(error);
  }

  /** Any failure of this call as an {@link EgressError}. */
  explain(error: unknown): EgressError {
    if (error instanceof EgressError) return error;
    const [code, reason] = explainError(error, this.#progress);
    return new EgressError(code, { reason, progress: this.#progress, host: this.#host }, { cause: error });
  }

  #stop(controller: Dispatcher.DispatchController, code: EgressErrorCode, reason: EgressReason): void {
    const error = new EgressError(code, { reason, progress: 'received', host: this.#host });
    this.#settle.reject(error);
    controller.abort(error);
  }
}

async function readResponse({ status, headers, body }: Answer, maxBodyBytes: number, host: string): Promise<Response> {
  const decoded = await decodeBody(body, headers.get('content-encoding') ?? '', maxBodyBytes);
  if ('refused' in decoded) {
    const code = decoded.refused === 'too_large' ? 'response_too_large' : 'response_unreadable';
    throw new EgressError(code, { reason: decoded.refused === 'too_large' ? 'body' : 'encoding', progress: 'received', host });
  }
  headers.delete('content-encoding');
  headers.delete('content-length');
  if (status > 599) throw new EgressError('response_unreadable', { reason: 'protocol', progress: 'received', host });
  return new Response(bodylessStatuses.includes(status) ? null : new Uint8Array(decoded.bytes), { status, headers });
}

function explainError(error: unknown, progress: EgressProgress): [EgressErrorCode, EgressReason] {
  if (error instanceof errors.HeadersOverflowError) return ['response_too_large', 'headers'];
  if (error instanceof errors.HTTPParserError) return ['response_unreadable', 'protocol'];
  if (error instanceof errors.InvalidArgumentError) return ['egress_refused', 'invalid_request'];
  if (isTimeout(error)) return ['timeout', 'deadline'];
  if (error instanceof Error && error.name === 'AbortError') return ['timeout', 'aborted'];
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (progress !== 'not_sent') return ['provider_unreachable', 'connection_reset'];
  if (code === 'ECONNREFUSED') return ['provider_unreachable', 'connection_refused'];
  const tls = tlsReasons.find(([codes]) => codes.test(code))?.[1];
  if (tls !== undefined) return ['provider_unreachable', tls];
  return ['provider_unreachable', 'connection_failed'];
}

/** Node gives OpenSSL's own names to certificate faults, and ERR_TLS_… or ERR_SSL_… to the rest; the first that matches counts. */
const tlsReasons: readonly (readonly [RegExp, EgressReason])[] = [
  [/^CERT_HAS_EXPIRED$/, 'tls_expired'],
  [/^CERT_NOT_YET_VALID$/, 'tls_not_yet_valid'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'tls_wrong_host'],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|WRONG_VERSION|WRONG_SSL_VERSION/, 'tls_version'],
  [/SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_UNTRUSTED|CERT_CHAIN/, 'tls_untrusted'],
  [/CERT|TLS|SSL|SIGNATURE|ISSUER|EPROTO/, 'tls'],
];

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    (error instanceof Error && error.name === 'TimeoutError')
  );
}
