import { asksForDpopNonce, createDpopProof, type ApiAccess, type Token } from '../contract/index.ts';
import { signedFetch } from './signed-fetch.ts';

/**
 * A `fetch` that presents a connection's token, whatever its kind: as bearer, as the signature of OAuth 1.0a, or with a proof of possession
 * made for each request, which is made once more when the third party answers with a nonce to put into it. Make one for each hand-over: it remembers the nonces.
 * @param send default: the global `fetch`.
 * @param access where a bearer token goes. Default: `Authorization: Bearer`.
 * @see RFC 6750 section 2.1; RFC 5849 section 3; RFC 9449 sections 7 and 9
 */
export function authorizedFetch(
  token: Token,
  send: typeof fetch = fetch,
  access: Pick<ApiAccess, 'header' | 'scheme'> = { header: 'authorization', scheme: 'Bearer' },
): typeof fetch {
  if (token.token_secret !== undefined) return signedFetch(token, send);
  const { access_token: accessToken, dpop_key: key } = token;
  const nonces = new Map<string, string>();

  const attempt = async (request: Request): Promise<Response> => {
    if (key === undefined) {
      request.headers.set(access.header, `${access.scheme} ${accessToken}`.trim());
      return send(request);
    }
    request.headers.set('authorization', `DPoP ${accessToken}`);
    const { origin } = new URL(request.url);
    const { method, url } = request;
    request.headers.set('dpop', await createDpopProof(key, { method, url, accessToken, nonce: nonces.get(origin) }));
    const response = await send(request);
    const nonce = response.headers.get('dpop-nonce');
    if (nonce !== null) nonces.set(origin, nonce);
    return response;
  };

  return async (input, init) => {
    const request = new Request(input, init);
    // A body can be read once; without a key nothing is ever sent twice.
    const again = key === undefined ? undefined : request.clone();
    const response = await attempt(request);
    return again !== undefined && asksForDpopNonce(response) ? attempt(again) : response;
  };
}
