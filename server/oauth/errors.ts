import type { ErrorCode } from '../contract/index.ts';

/** How far a call to a provider got, which decides whether repeating it is safe. */
export type CallProgress =
  /** DNS, connect or TLS failed, or we refused the address: the provider has seen nothing. */
  | 'not_sent'
  /** Bytes left and no answer came back: the provider may have acted. */
  | 'maybe_sent'
  /** An answer arrived, whatever it says. */
  | 'received';

/** Facts for a log line. Never the provider's text, never a token. */
export interface ProviderErrorDetails {
  readonly progress: CallProgress;
  /** The provider's `error` member when it is a plausible code (RFC 6749 section 5.2 charset, at most 64 characters). */
  readonly providerCode?: string;
  readonly httpStatus?: number;
  readonly retryAfterSeconds?: number;
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
