import { asksForDpopNonce, createOAuth1Header, type ApiAccess } from '../contract/index.ts';
import type { EgressFetch, EgressInit } from '../egress/index.ts';
import { provingFetch } from './dpop.ts';
import type { TokenSet } from './token-set.ts';

/**
 * Sends a request without a body to a resource with a token, as the token's kind demands; one of OAuth 1.0a is never sent, it signs. A token that is bound to a key comes with a proof, which is made
 * once more when the resource first gives a nonce to put into it.
 * @param access where a bearer token goes. Default: `Authorization: Bearer`.
 * @see RFC 6750 section 2.1; RFC 5849 section 3; RFC 9449 sections 7 and 9
 * @throws EgressError
 */
export async function fetchWithToken(
  { accessToken, dpopKey, oauth1Key }: Pick<TokenSet, 'accessToken' | 'dpopKey' | 'oauth1Key'>,
  url: string,
  init: EgressInit,
  fetch: EgressFetch,
  access: Pick<ApiAccess, 'header' | 'scheme'> = { header: 'authorization', scheme: 'Bearer' },
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (oauth1Key !== undefined) {
    const credentials = { ...oauth1Key, token: accessToken };
    headers.set('authorization', await createOAuth1Header(credentials, { method: init.method ?? 'GET', url }));
    return fetch(url, { ...init, headers });
  }
  if (dpopKey === undefined) headers.set(access.header, `${access.scheme} ${accessToken}`.trim());
  else headers.set('authorization', `DPoP ${accessToken}`);
  const send = provingFetch(dpopKey, fetch, accessToken);
  const response = await send(url, { ...init, headers });
  return dpopKey !== undefined && asksForDpopNonce(response) ? send(url, { ...init, headers }) : response;
}
