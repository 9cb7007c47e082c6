import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { errorCodes, type ErrorCode, type FailureFacts, type FieldError, type Problem } from '../contract/index.ts';
import { DomainError } from '../services/domain-error.ts';
import { isDatabaseUnavailable, isUnstorableText } from '../storage/index.ts';
import { VaultError } from '../vault/index.ts';
import type { HttpEnvironment } from './environment.ts';

/** How an error is answered. */
interface Described {
  readonly code: ErrorCode;
  readonly errors?: readonly FieldError[];
  readonly facts?: FailureFacts;
  readonly retryAfterSeconds?: number | undefined;
}

/** The code an error is answered with, its field errors, and what to check. The only place that knows which fault is which answer. */
export function describeError(error: unknown): Described {
  if (error instanceof DomainError)
    return {
      code: error.code,
      facts: error.facts,
      retryAfterSeconds: error.retryAfterSeconds,
      ...(error.errors ? { errors: error.errors } : {}),
    };
  if (error instanceof VaultError) return { code: error.code };
  if (isDatabaseUnavailable(error)) return { code: 'database_unavailable' };
  if (isUnstorableText(error)) return { code: 'invalid_request' };
  if (error instanceof HTTPException) return { code: httpCodes[error.status] ?? 'internal_error' };
  return { code: 'internal_error' };
}

const httpCodes: Partial<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

/** Worth asking again after a while. */
const passing = new Set<ErrorCode>(['rate_limited', 'too_many_requests', 'database_unavailable', 'token_unavailable']);

/** Says when the same may be asked again, where asking again helps. @see RFC 9110 section 10.2.3 */
export function setRetryAfter(c: Context<HttpEnvironment>, code: ErrorCode, seconds = 5): void {
  if (passing.has(code)) c.header('retry-after', String(Math.ceil(seconds)));
}

/**
 * An error as `application/problem+json`. Says the code's own sentence: an error's message may hold what must not leave the server.
 * @see RFC 9457
 */
export function problemResponse(
  c: Context<HttpEnvironment>,
  code: ErrorCode,
  { errors, facts = {}, retryAfterSeconds }: Omit<Described, 'code'> = {},
): Response {
  const { status, message } = errorCodes[code];
  const problem: Problem = {
    type: `urn:connection-config:error:${code}`,
    title: code,
    status,
    detail: message,
    code,
    requestId: c.get('requestId'),
    ...(errors ? { errors: [...errors] } : {}),
    ...facts,
  };
  setRetryAfter(c, code, retryAfterSeconds);
  return c.body(JSON.stringify(problem), status as ContentfulStatusCode, { 'content-type': 'application/problem+json' });
}
