import { errors, jwtVerify, type JWTHeaderParameters } from 'jose';
import * as v from 'valibot';
import { sessionClaimsSchema } from '../contract/index.ts';
import type { SessionKey } from './session-keys.ts';

/** What a signed session token turned out to be. `reason` is for the operator's log and holds no part of the token. */
export type SignedSession =
  | { readonly ok: true; readonly claims: v.InferOutput<typeof sessionClaimsSchema> }
  | { readonly ok: false; readonly code: 'session_expired' | 'session_invalid'; readonly reason: string };

/** The longest life of a signed token, in seconds, from `iat`. */
export const maxSignedLifetimeSeconds = 900;

const clockToleranceSeconds = 60;

/** Header members by which a token would bring its own key (RFC 7515 sections 4.1.2, 4.1.3, 4.1.5, 4.1.6). */
const keyBringers = ['jku', 'jwk', 'x5u', 'x5c'];

/**
 * Checks a session token that the vendor's backend signed. Key and algorithm come from the registered keys alone; a token that names
 * where to find its key is refused, not merely ignored, since nothing honest sends that.
 * @param audience this server's PUBLIC_URL, so that a token for another server opens nothing here.
 * @see RFC 8725 section 3
 */
export async function verifySignedSession(token: string, keys: readonly SessionKey[], audience: string): Promise<SignedSession> {
  try {
    const { payload } = await jwtVerify(token, (header) => chooseKey(header, keys), {
      audience,
      requiredClaims: ['iat', 'exp'],
      maxTokenAge: maxSignedLifetimeSeconds,
      clockTolerance: clockToleranceSeconds,
    });
    const { iat = 0, exp = 0 } = payload;
    if (exp - iat > maxSignedLifetimeSeconds) return invalid(`lives longer than ${maxSignedLifetimeSeconds} seconds`);
    const claims = v.safeParse(sessionClaimsSchema, payload);
    return claims.success ? { ok: true, claims: claims.output } : invalid(`claim ${v.getDotPath(claims.issues[0]) ?? ''}`);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { ok: false, code: 'session_expired', reason: `claim ${error.claim}` };
    if (error instanceof errors.JWTClaimValidationFailed) return invalid(`claim ${error.claim}`);
    if (error instanceof errors.JOSEError) return invalid(error.message);
    throw error;
  }
}

function invalid(reason: string): SignedSession {
  return { ok: false, code: 'session_invalid', reason };
}

function chooseKey(header: JWTHeaderParameters, keys: readonly SessionKey[]) {
  if (keyBringers.some((name) => name in header)) throw new errors.JWSInvalid('the token brings its own key');
  const [only] = keys;
  const key = header.kid === undefined && keys.length === 1 ? only : keys.find(({ kid }) => kid === header.kid);
  if (!key) throw new errors.JWSInvalid('no registered key has its kid');
  if (!key.algorithms.includes(header.alg)) throw new errors.JWSInvalid('its algorithm is not that of the key');
  return key.key;
}
