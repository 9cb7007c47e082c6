import { createHash, randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto';

/** A secret that is handed out once and stored as a hash: `prefix_` and 256 random bits in base64url. */
export function generateToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** A public id that cannot be guessed: `prefix_` and 128 random bits in base64url, for example `con_…`. */
export function generateId(prefix: string): string {
  if (drawn + idBytes > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += idBytes;
  return `${prefix}_${pool.toString('base64url', drawn - idBytes, drawn)}`;
}

const idBytes = 16;
/** Random bytes drawn ahead: every request has an id, and asking the system for 4 kB takes no longer than for 16 bytes. For ids, not for secrets. */
const pool = Buffer.alloc(4096);
let drawn = pool.length;

/** SHA-256 of a token. Fast is right here: a token has 256 bits of its own, so there is nothing to stretch. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Compares two hashes in constant time. */
export function equalHashes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
