import { createDpopProof, dpopKeySchema, type DpopKey } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import * as v from 'valibot';
import type { ProviderError } from './errors.ts';

/**
 * A key for one connection's tokens, where the provider's facts say that tokens are bound to one. It is made anew for every sign-in and
 * kept for all renewals of the grant: a public client's refresh token is bound to it too (RFC 9449 section 5).
 */
export async function createDpopKey({ provider }: Pick<ResolvedOAuth, 'provider'>): Promise<DpopKey | undefined> {
  if (!provider.dpop) return undefined;
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return v.parse(dpopKeySchema, await crypto.subtle.exportKey('jwk', privateKey));
}

const maxServers = 1000;
/** RFC 9449 section 8.1: NQCHAR; the length is ours. */
const plausibleNonce = /^[\x21\x23-\x5b\x5d-\x7e]{1,1024}$/;

/** The newest nonce by origin, for as long as the client it was received with lives. Public values; losing one costs a request. */
const noncesOf = new WeakMap<EgressFetch, Map<string, string>>();

/**
 * A fetch that proves possession of `key` with every request, with the newest nonce that the server has given to any of us.
 * @param accessToken what the requests present, where they go to a resource.
 * @returns `fetch` itself where there is no key.
 * @see RFC 9449 sections 4 and 8
 */
export function provingFetch(key: DpopKey | undefined, fetch: EgressFetch, accessToken?: string): EgressFetch {
  if (key === undefined) return fetch;
  const nonces = noncesOf.get(fetch) ?? new Map<string, string>();
  noncesOf.set(fetch, nonces);
  return async (url, init = {}) => {
    const { origin } = new URL(url);
    const headers = new Headers(init.headers);
    const request = { method: init.method ?? 'GET', url, accessToken, nonce: nonces.get(origin) };
    headers.set('dpop', await createDpopProof(key, request));
    const response = await fetch(url, { ...init, headers });
    remember(nonces, origin, response.headers.get('dpop-nonce'));
    return response;
  };
}

function remember(nonces: Map<string, string>, origin: string, nonce: string | null): void {
  if (nonce === null || !plausibleNonce.test(nonce)) return;
  // The one written longest ago goes first: a map keeps the order of insertion.
  nonces.delete(origin);
  nonces.set(origin, nonce);
  const [oldest] = nonces.keys();
  if (nonces.size > maxServers && oldest !== undefined) nonces.delete(oldest);
}

/** Whether the server only wants the request again with the nonce it has just given. Nothing was done. @see RFC 9449 section 8 */
export function asksForNonce({ details }: ProviderError): boolean {
  return details.providerCode === 'use_dpop_nonce';
}
