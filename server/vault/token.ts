import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret that is handed out once and stored as a hash: `prefix_` and 256 random bits in base64url. */
export function generateToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** A public id that cannot be guessed: `prefix_` and 128 random bits in base64url, for example `con_…`. */
export function generateId(prefix: string): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}

/** SHA-256 of a token. Fast is right here: a token has 256 bits of its own, so there is nothing to stretch. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Compares two hashes in constant time. */
export function equalHashes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
