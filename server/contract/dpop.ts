import * as v from 'valibot';

const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/**
 * The private key that a connection's tokens are bound to: P-256, as a JSON Web Key (RFC 7518 section 6.2). Who has it and a token can
 * use the token, so it is as secret as one.
 * @see RFC 9449 section 6
 */
export const dpopKeySchema = v.object({
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});
export type DpopKey = v.InferOutput<typeof dpopKeySchema>;

/** The request that a proof is for. */
export interface DpopRequest {
  readonly method: string;
  /** Query and fragment do not count. */
  readonly url: string | URL;
  /** The newest one the server gave in `DPoP-Nonce`, if it ever gave one. */
  readonly nonce?: string | undefined;
  /** The token the request presents; absent at an authorization server, where none is presented. */
  readonly accessToken?: string | undefined;
}

/**
 * The value of a `DPoP` header: a proof that whoever sends this one request has the key. ES256; good for one request and, at most
 * servers, a minute or two.
 * @see RFC 9449 section 4.2
 */
export async function createDpopProof(key: DpopKey, { method, url, nonce, accessToken }: DpopRequest): Promise<string> {
  const { kty, crv, x, y } = key;
  const { origin, pathname } = new URL(url);
  const claims = {
    jti: base64Url(crypto.getRandomValues(new Uint8Array(16))),
    htm: method.toUpperCase(),
    htu: origin + pathname,
    iat: Math.floor(Date.now() / 1000),
    ...(nonce === undefined ? {} : { nonce }),
    ...(accessToken === undefined ? {} : { ath: await sha256(accessToken) }),
  };
  const signed = [{ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }, claims]
    .map((part) => base64Url(new TextEncoder().encode(JSON.stringify(part))))
    .join('.');
  const algorithm = { name: 'ECDSA', namedCurve: crv, hash: 'SHA-256' };
  const signer = await crypto.subtle.importKey('jwk', key, algorithm, false, ['sign']);
  const signature = await crypto.subtle.sign(algorithm, signer, new TextEncoder().encode(signed));
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

/** The public key's thumbprint, by which a server knows it again. @see RFC 7638 section 3 */
export function dpopThumbprint({ crv, kty, x, y }: DpopKey): Promise<string> {
  return sha256(JSON.stringify({ crv, kty, x, y }));
}

async function sha256(text: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Whether a resource wants the request again, with the nonce that this answer brings. Nothing was done. @see RFC 9449 section 9 */
export function asksForDpopNonce({ status, headers }: Pick<Response, 'status' | 'headers'>): boolean {
  const challenge = headers.get('www-authenticate') ?? '';
  return status === 401 && headers.has('dpop-nonce') && /\bdpop\b.*\berror="?use_dpop_nonce\b/i.test(challenge);
}
