import type { ErrorCode } from '../contract/index.ts';

/**
 * The provider's error code if it is one: RFC 6749's characters without spaces, at most 64. Anything else is prose, or an
 * attack on whoever reads the log.
 * @see RFC 6749 sections 4.1.2.1 and 5.2
 */
export function plausibleProviderCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/.test(value) ? value : undefined;
}

/** What a provider's code means, whatever the provider calls it. */
export type ErrorMeaning = 'invalid_grant' | 'rate_limited' | 'unavailable' | Extract<ErrorCode, ProviderFault>;
type ProviderFault = 'invalid_client' | 'invalid_scope' | 'redirect_uri_mismatch' | 'access_denied';

/** Only names that mean one thing wherever they occur; an unknown name stays unknown. */
const meanings: Readonly<Record<ErrorMeaning, readonly string[]>> = {
  invalid_grant: [
    'invalid_grant',
    // GitHub, "Troubleshooting OAuth app access token request errors", 2026-11-23
    'bad_verification_code',
    'bad_refresh_token',
    // Slack, errors of oauth.v2.access, 2026-11-23
    'invalid_code',
    'code_already_used',
    'invalid_refresh_token',
    'token_revoked',
    'token_expired',
    'account_inactive',
  ],
  invalid_client: [
    'invalid_client',
    'unauthorized_client',
    // GitHub, same page
    'incorrect_client_credentials',
    'application_suspended',
    // Slack, same page
    'invalid_client_id',
    'bad_client_secret',
    // OAuth Problem Reporting extension
    'consumer_key_unknown',
    'consumer_key_rejected',
    'consumer_key_refused',
    'signature_invalid',
  ],
  invalid_scope: ['invalid_scope', 'invalid_scope_requested'],
  redirect_uri_mismatch: ['redirect_uri_mismatch', 'invalid_redirect_uri', 'bad_redirect_uri'],
  access_denied: [
    'access_denied',
    // LinkedIn, "Authorization Code Flow", 2026-11-23
    'user_cancelled_login',
    'user_cancelled_authorize',
    // OAuth Problem Reporting extension
    'permission_denied',
    'user_refused',
  ],
  rate_limited: ['rate_limited', 'ratelimited', 'rate_limit_exceeded', 'slow_down'],
  unavailable: [
    'temporarily_unavailable',
    'server_error',
    'authorization_pending',
    'service_unavailable',
    'internal_error',
    'fatal_error',
  ],
};

const meaningByCode = new Map(
  (Object.keys(meanings) as ErrorMeaning[]).flatMap((meaning) => meanings[meaning].map((code) => [code, meaning] as const)),
);

/**
 * The meaning of a provider's error code, if it is known.
 * @param declared what the provider's facts say of its own codes; they beat what a code means elsewhere.
 */
export function meaningOf(
  providerCode: string | undefined,
  declared: Readonly<Record<string, ErrorMeaning>> = {},
): ErrorMeaning | undefined {
  if (providerCode === undefined) return undefined;
  return Object.hasOwn(declared, providerCode) ? declared[providerCode] : meaningByCode.get(providerCode.toLowerCase());
}
