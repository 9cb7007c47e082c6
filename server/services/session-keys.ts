import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import * as v from 'valibot';

/** A public key of the vendor's, and the only algorithms a token under it may name. */
export interface SessionKey {
  /** Undefined only for a key that is alone in its set. */
  readonly kid: string | undefined;
  readonly key: KeyObject;
  /** By the key's own type, never by what a token says (RFC 8725 section 3.1). */
  readonly algorithms: readonly string[];
}

const keySetSchema = v.object({
  keys: v.pipe(
    v.array(v.looseObject({ kty: v.string(), kid: v.optional(v.string()), crv: v.optional(v.string()) })),
    v.minLength(1),
  ),
});

// "Ed25519" is the newer name of the same algorithm (RFC 9864 section 2.2).
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256'],
  'EC P-256': ['ES256'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
};
const minRsaBits = 2048;

/**
 * Reads the vendor's public keys from a JSON Web Key Set: RSA of 2048 bits or more (RS256), P-256 (ES256), Ed25519 (EdDSA).
 * @throws Error with one line that says which key is wrong; no part of a key is repeated.
 * @see RFC 7517 section 5
 */
export function parseSessionKeys(keySet: unknown): SessionKey[] {
  const parsed = v.safeParse(keySetSchema, keySet);
  if (!parsed.success) throw new Error('SESSION_KEYS is not a JSON Web Key Set such as {"keys": [{"kty": "OKP", …}]}.');
  const { keys } = parsed.output;
  const read = keys.map((key, index) => parseKey(key, `SESSION_KEYS, key ${key.kid ?? index + 1}`));
  const kids = new Set(read.map(({ kid }) => kid));
  if (read.length > 1 && (kids.size < read.length || kids.has(undefined))) {
    throw new Error('SESSION_KEYS has several keys: give every one its own "kid", so that a token can name its key.');
  }
  return read;
}

function parseKey(jwk: v.InferOutput<typeof keySetSchema>['keys'][number], where: string): SessionKey {
  if (jwk.kty === 'oct' || 'd' in jwk)
    throw new Error(`${where} is a secret. List the public key only; the private one stays with your backend.`);
  const algorithms = algorithmsOf[jwk.crv === undefined ? jwk.kty : `${jwk.kty} ${jwk.crv}`];
  if (!algorithms || ('alg' in jwk && !algorithms.includes(String(jwk['alg'])))) {
    throw new Error(`${where} is not for RS256, ES256 or EdDSA.`);
  }
  const key = importKey(jwk, where);
  if ((key.asymmetricKeyDetails?.modulusLength ?? minRsaBits) < minRsaBits) {
    throw new Error(`${where} is shorter than ${minRsaBits} bits.`);
  }
  return { kid: jwk.kid, key, algorithms };
}

function importKey(jwk: object, where: string): KeyObject {
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    throw new Error(`${where} is not a public key.`);
  }
}
