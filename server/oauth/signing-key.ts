import { createPrivateKey } from 'node:crypto';
import { modifyAssertion, PrivateKeyJwt, UnsupportedOperationError, type CryptoKey } from 'oauth4webapi';
import type { PrivateKey } from '../definitions/model.ts';
import { ProviderError } from './errors.ts';

/** What an assertion says. */
export interface AssertionClaims {
  readonly issuer: string;
  readonly subject: string;
  /** One, and never a list: an assertion that is good at two servers is good for each of them at the other. */
  readonly audience: string;
  /** Claims of a kind of assertion. */
  readonly others?: Readonly<Record<string, string>>;
}

/**
 * A signed assertion, good for one minute and, by its `jti`, for one request. The key decides the algorithm: RS256 for RSA, or PS256 where
 * it says so; ES256, ES384 or ES512 by the curve; Ed25519.
 * @see RFC 7523 section 3
 * @throws ProviderError `invalid_client` when no algorithm is known for such a key.
 */
export async function signAssertion(key: PrivateKey, { issuer, subject, audience, others }: AssertionClaims): Promise<string> {
  const signer = { key: await importKey(key), ...(key.kid === undefined ? {} : { kid: key.kid }) };
  const sign = PrivateKeyJwt(signer, {
    [modifyAssertion]: (_header, claims) => {
      Object.assign(claims, { iss: issuer, sub: subject, aud: audience }, others);
    },
  });
  const body = new URLSearchParams();
  await sign({ issuer: audience }, { client_id: issuer }, body, new Headers());
  return body.get('client_assertion') ?? '';
}

const curves: Readonly<Record<string, string>> = { 'P-256': 'SHA-256', 'P-384': 'SHA-384', 'P-521': 'SHA-512' };

async function importKey({ pem, alg }: PrivateKey): Promise<CryptoKey> {
  const jwk = createPrivateKey(pem).export({ format: 'jwk' });
  const { kty, crv = '' } = jwk;
  const hash = curves[crv];
  const rsa = alg === 'PS256' ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5';
  if (kty === 'RSA') return crypto.subtle.importKey('jwk', jwk, { name: rsa, hash: 'SHA-256' }, false, ['sign']);
  if (kty === 'EC' && hash !== undefined)
    return crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: crv }, false, ['sign']);
  if (crv === 'Ed25519') return crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign']);
  const cause = new UnsupportedOperationError(`no algorithm is known for keys of the type ${String(kty)} ${crv}`);
  throw new ProviderError('invalid_client', { progress: 'not_sent' }, { cause });
}
