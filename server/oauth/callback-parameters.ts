import { isReservedParameter } from '../catalog/provider.ts';
import type { ErrorCode } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import { keepValues } from './kept-value.ts';
import { quirksOf } from './quirks/index.ts';
import { meaningOf, plausibleProviderCode } from './provider-code.ts';
import { providerTextInCallback } from './provider-text.ts';

/** What the browser brought back from the provider. */
export type CallbackParameters =
  | {
      readonly kind: 'code';
      readonly code: string;
      /** Parameters that the provider's facts say to keep, for example `realmId`. */
      readonly context: Readonly<Record<string, string>>;
      /** Names of those that could not be kept: addresses that are not the provider's. */
      readonly dropped: readonly string[];
      /** Parameters that the definition forwards into the token request. */
      readonly tokenParams: Record<string, string>;
    }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      /** The provider's own error code, when it is plausible. */
      readonly providerCode?: string;
      /** Its own words, made fit for the vendor's log. */
      readonly providerText?: string;
    };

const maxValueLength = 8192;
const maxParameters = 50;
/** RFC 6749 appendix A.11: visible ASCII and space. */
export const visible = /^[\x20-\x7e]+$/;
/** Not ours to accept: the implicit and hybrid flows put tokens where logs and histories see them. @see RFC 9700 section 2.1.2 */
const frontChannelTokens = ['access_token', 'id_token', 'refresh_token'];

/**
 * The `state` of a callback, or undefined unless there is exactly one that could be ours (base64url, at most 512 characters).
 */
export function readState(query: URLSearchParams): string | undefined {
  const [state, ...more] = query.getAll('state');
  return state !== undefined && more.length === 0 && /^[A-Za-z0-9_-]{1,512}$/.test(state) ? state : undefined;
}

/**
 * Reads the authorization response. Call it for a flow that `state` has already found. The issuer is checked before anything
 * else is believed, an error included.
 * @see RFC 6749 sections 4.1.2 and 4.1.2.1; RFC 9207 section 2.4
 */
export function readCallbackParameters(query: URLSearchParams, client: ResolvedOAuth): CallbackParameters {
  const { keep: kept, codeParam } = client.provider.callback;
  const forwarded = client.allowedTokenParams.filter((name) => !isReservedParameter(name));
  const read = [codeParam, 'error', 'iss', 'state', ...frontChannelTokens, ...kept, ...forwarded];
  if (isOversized(query) || read.some((name) => query.getAll(name).length > 1)) return malformed;
  if (!isExpectedIssuer(query.get('iss'), client) || !isAuthentic(query, client)) {
    return { kind: 'refused', code: 'issuer_mismatch' };
  }
  if (frontChannelTokens.some((name) => query.has(name))) return malformed;
  const code = query.get(codeParam);
  const error = query.get('error');
  if (error !== null) {
    const refusal = code === null ? refusedByProvider(error, client) : malformed;
    const providerText = providerTextInCallback(query, client);
    return { ...refusal, ...providerCodeOf(error), ...(providerText === undefined ? {} : { providerText }) };
  }
  const { values: context, dropped } = keepValues(Object.entries(pick(query, kept)), client);
  const tokenParams = pick(query, forwarded);
  if (code === null || ![code, ...Object.values(tokenParams)].every((value) => visible.test(value))) return malformed;
  return { kind: 'code', code, context, dropped, tokenParams };
}

const malformed = { kind: 'refused', code: 'provider_protocol_error' } as const;

/** Whether a callback has more, or longer, parameters than any provider sends. */
export function isOversized(query: URLSearchParams): boolean {
  return query.size > maxParameters || [...query.values()].some((value) => value.length > maxValueLength);
}

function isAuthentic(query: URLSearchParams, client: ResolvedOAuth): boolean {
  return quirksOf(client.provider).every((quirk) => quirk.isAuthentic?.(query, client) ?? true);
}

/**
 * A declared issuer is compared as a simple string (RFC 9207 section 2.4). Where none is declared, a server may still name itself: then the
 * name must at least lie on the origin of the authorization endpoint, so that another server's answer is never taken for this one's.
 * The provider's facts can be stricter. Why not always: DECISIONS.md.
 */
function isExpectedIssuer(actual: string | null, client: ResolvedOAuth): boolean {
  const { issuer: expected, iss } = client.provider.authorize;
  if (expected !== undefined) return actual === expected;
  if (actual === null) return iss !== 'require';
  return (
    iss !== 'refuse' &&
    client.authorizeUrl !== undefined &&
    URL.canParse(actual) &&
    new URL(actual).origin === new URL(client.authorizeUrl).origin
  );
}

function refusedByProvider(error: string, { provider }: ResolvedOAuth): { readonly kind: 'refused'; readonly code: ErrorCode } {
  const { errorCodes } = provider.token.answer;
  const meaning = meaningOf(error, errorCodes);
  const known = meaning === 'invalid_grant' || meaning === 'unavailable' || meaning === undefined ? 'provider_error' : meaning;
  return { kind: 'refused', code: known };
}

function providerCodeOf(error: string): { providerCode?: string } {
  const providerCode = plausibleProviderCode(error);
  return providerCode === undefined ? {} : { providerCode };
}

/** The parameters of these names, as far as they are there. */
export function pick(query: URLSearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => query.getAll(name).map((value) => [name, value] as const)));
}
