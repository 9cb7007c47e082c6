import type { ErrorCode } from '../contract/index.ts';
import type { EgressReason } from '../egress/index.ts';

/** How far a call to a provider got, which decides whether repeating it is safe. */
export type CallProgress =
  /** DNS, connect or TLS failed, or we refused the address: the provider has seen nothing. */
  | 'not_sent'
  /** Bytes left and no answer came back: the provider may have acted. */
  | 'maybe_sent'
  /** An answer arrived, whatever it says. */
  | 'received';

/** Facts for a log line; never a token. All but `providerCode` and `httpStatus` are for the vendor's eyes. */
export interface ProviderErrorDetails {
  readonly progress: CallProgress;
  /** The provider's `error` member when it is a plausible code (RFC 6749 section 5.2 charset, at most 64 characters). */
  readonly providerCode?: string;
  readonly httpStatus?: number;
  readonly retryAfterSeconds?: number;
  /** The provider's own words, made fit for a log; see `provider-text.ts`. Never for customers. */
  readonly providerText?: string;
  /** Origin and path that were called; never the query. */
  readonly endpoint?: string;
  /** Why there was no answer, or why it was refused to be asked for. */
  readonly reason?: EgressReason;
  readonly host?: string;
  /** How far the clock of who answered is ahead of ours, in seconds; only when both differ by more than a minute. */
  readonly clockSkewSeconds?: number;
}

/**
 * What a provider, or the way to it, said. `code` is ours:
 * `exchange_rejected`, `reauth_required` (invalid_grant on refresh), `invalid_client`, `invalid_scope`, `redirect_uri_mismatch`, `access_denied`,
 * `provider_unreachable`, `exchange_unknown` (timeout or reset after sending), `provider_error`, `provider_protocol_error`,
 * `issuer_mismatch`, `egress_refused`, `rate_limited`.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code: ErrorCode;
  readonly details: ProviderErrorDetails;

  constructor(code: ErrorCode, details: ProviderErrorDetails, options?: { cause?: unknown }) {
    super(`provider call failed: ${code}`, options);
    this.code = code;
    this.details = details;
  }
}
