import { OperationProcessingError, ResponseBodyError, UnsupportedOperationError } from 'oauth4webapi';
import type { ErrorCode } from '../contract/index.ts';
import { EgressError } from '../egress/index.ts';
import { ProviderError, type ProviderErrorDetails } from './errors.ts';
import { originalStatusHeader } from './normalizing-fetch.ts';
import { meaningOf, plausibleProviderCode, type ErrorMeaning } from './provider-code.ts';

/** Which request failed; the same answer means different things to different ones. */
export type ProtocolStep =
  | 'push'
  | 'exchange'
  | 'client_credentials'
  | 'password'
  | 'jwt_bearer'
  | 'device_authorization'
  | 'device_code'
  | 'request_token'
  | 'access_token'
  | 'refresh'
  | 'revoke'
  | 'discovery'
  | 'registration';

/** The facts of an answer that is not a success. */
export interface FailedAnswer {
  readonly status: number;
  readonly providerCode?: string | undefined;
  readonly retryAfter?: string | null;
  readonly providerText?: string | undefined;
  /** The `Date` header. */
  readonly date?: string | null;
}

/** What a provider's facts say of its own error codes. */
type ErrorCodes = Readonly<Record<string, ErrorMeaning>>;

const maxRetryAfterSeconds = 3600;

const refusedGrant: Readonly<Record<ProtocolStep, ErrorCode>> = {
  push: 'exchange_rejected',
  exchange: 'exchange_rejected',
  // What was refused is what the customer saved.
  client_credentials: 'credentials_rejected',
  password: 'credentials_rejected',
  jwt_bearer: 'credentials_rejected',
  device_authorization: 'exchange_rejected',
  device_code: 'exchange_rejected',
  request_token: 'exchange_rejected',
  access_token: 'exchange_rejected',
  refresh: 'reauth_required',
  revoke: 'provider_error',
  discovery: 'provider_error',
  registration: 'registration_refused',
};

/**
 * What a failed call means, as a {@link ProviderError}. Only the refusal of the grant itself becomes `reauth_required`:
 * everything else about a refresh may be better tomorrow.
 * @param url what was called; its origin and path go into the error's details.
 * @throws the error itself when it is neither the network's nor the provider's, that is, our own fault.
 */
export function classifyFailure(error: unknown, step: ProtocolStep, errorCodes: ErrorCodes = {}, url?: string): ProviderError {
  if (url !== undefined) return withEndpoint(url, classifyFailure(error, step, errorCodes));
  if (error instanceof ProviderError) return error;
  if (error instanceof EgressError) return classifyEgressError(error, step);
  if (error instanceof ResponseBodyError) {
    const { response, error: providerCode, error_description: providerText } = error;
    return classifyAnswer({ ...failedAnswer(response), providerCode, providerText }, step, errorCodes, error);
  }
  if (error instanceof OperationProcessingError && error.cause instanceof Response) {
    return classifyAnswer(failedAnswer(error.cause), step, errorCodes, error);
  }
  // A 200 that is no token answer. The cause may hold the answer itself, so it goes no further.
  if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError) {
    return new ProviderError('provider_protocol_error', { progress: 'received' });
  }
  throw error;
}

/** The same for an answer that no library has looked at. */
export function classifyAnswer(
  answer: FailedAnswer,
  step: ProtocolStep,
  errorCodes: ErrorCodes = {},
  cause?: unknown,
): ProviderError {
  const retryAfterSeconds = parseRetryAfter(answer.retryAfter ?? null);
  const providerCode = plausibleProviderCode(answer.providerCode);
  const clockSkewSeconds = skewOf(answer.date ?? null);
  const details: ProviderErrorDetails = {
    progress: 'received',
    httpStatus: answer.status,
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(answer.providerText === undefined ? {} : { providerText: answer.providerText }),
    ...(clockSkewSeconds === undefined ? {} : { clockSkewSeconds }),
  };
  // The library's errors keep the whole answer in `cause`; only their text is worth keeping.
  const options = cause instanceof Error ? { cause: new Error(cause.message) } : {};
  return new ProviderError(codeOf(answer, step, errorCodes), details, options);
}

function codeOf({ status, providerCode }: FailedAnswer, step: ProtocolStep, errorCodes: ErrorCodes): ErrorCode {
  const meaning = meaningOf(providerCode, errorCodes);
  // There is no client yet, so whatever is said of one, or of its redirect URI and scopes, is a no to the registration.
  if (step === 'registration' && meaning !== undefined && meaning !== 'rate_limited' && meaning !== 'unavailable') {
    return 'registration_refused';
  }
  switch (meaning) {
    case 'invalid_grant':
      return refusedGrant[step];
    case 'invalid_client':
    case 'invalid_scope':
    case 'redirect_uri_mismatch':
    case 'rate_limited':
      return meaning;
    case 'unavailable':
      return 'provider_error';
    case 'access_denied':
      return step === 'refresh' || step === 'revoke' ? 'provider_error' : 'access_denied';
    case undefined:
      return codeOfStatus(status, providerCode, step);
  }
}

function codeOfStatus(status: number, providerCode: string | undefined, step: ProtocolStep): ErrorCode {
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status === 408) return 'provider_error';
  if (status < 400 && providerCode === undefined) return 'provider_protocol_error';
  if (step === 'registration') return 'registration_refused';
  // RFC 6749 section 5.2 knows 401 for a client that failed to authenticate, and for nothing else. OAuth 1.0a says it also of a spent
  // token or verifier (RFC 5849 section 3.2).
  if (status === 401 && providerCode === undefined && step !== 'revoke' && step !== 'access_token') return 'invalid_client';
  return step === 'refresh' || step === 'revoke' ? 'provider_error' : 'exchange_rejected';
}

function classifyEgressError(error: EgressError, step: ProtocolStep): ProviderError {
  const { progress, reason, host } = error;
  const options = { cause: error };
  const facts = { reason, ...(host === undefined ? {} : { host }) };
  switch (error.code) {
    case 'egress_refused':
      return new ProviderError('egress_refused', { progress, ...facts }, options);
    case 'response_too_large':
    case 'response_unreadable':
      return new ProviderError('provider_protocol_error', { progress, ...facts }, options);
    case 'provider_unreachable':
    case 'timeout': {
      if (progress === 'not_sent') return new ProviderError('provider_unreachable', { progress, ...facts }, options);
      // Half an answer is no answer: the provider has acted or not, and we cannot tell. A code is spent by then, so it is not sent twice.
      const code = step === 'exchange' || step === 'access_token' ? 'exchange_unknown' : 'provider_unreachable';
      return new ProviderError(code, { progress: 'maybe_sent', ...facts }, options);
    }
  }
}

function failedAnswer({ status, headers }: Response): FailedAnswer {
  return {
    status: Number(headers.get(originalStatusHeader) ?? status),
    retryAfter: headers.get('retry-after'),
    date: headers.get('date'),
  };
}

/** The same error, with where it came from. The query stays behind: it may hold a secret. */
export function withEndpoint(url: string, error: ProviderError): ProviderError {
  if (error.details.endpoint !== undefined || !URL.canParse(url)) return error;
  const { origin, pathname } = new URL(url);
  const options = error.cause === undefined ? {} : { cause: error.cause };
  return new ProviderError(error.code, { ...error.details, endpoint: origin + pathname }, options);
}

// Assertions and proofs are refused from about a minute on (RFC 7523 section 3 leaves it to the server).
const tolerableSkewSeconds = 60;

/** How far the answering clock is ahead of ours, when that is worth telling. @see RFC 9110 section 6.6.1 */
function skewOf(date: string | null): number | undefined {
  const skew = date === null ? Number.NaN : Math.round((parseHttpDate(date) - Date.now()) / 1000);
  return Math.abs(skew) > tolerableSkewSeconds ? skew : undefined;
}

/** Seconds, from a number or a date; at most one hour, and nothing when it is neither or lies in the past. @see RFC 9110 section 10.2.3 */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : Math.ceil((parseHttpDate(value) - Date.now()) / 1000);
  return seconds >= 0 ? Math.min(seconds, maxRetryAfterSeconds) : undefined;
}

/** An HTTP date always ends in GMT; Date.parse alone would take `-1` for a year. */
function parseHttpDate(value: string): number {
  return value.trim().endsWith('GMT') ? Date.parse(value) : Number.NaN;
}
