import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { DataKeyCache } from './data-key-cache.ts';
import type { EncryptionKey } from './encryption-key.ts';
import { decryptRecord, encryptRecord, recordKeyId, type Binding } from './envelope.ts';
import { VaultError } from './errors.ts';
import { generateId } from './token.ts';

/** A data key as stored: only its wrapped form leaves the vault. */
export interface WrappedDataKey {
  readonly id: string;
  readonly wrapped: Buffer;
  /** The key-encryption key that wrapped it. */
  readonly kekId: string;
}

/** A customer's data key, opened. The key itself cannot be printed or serialised. */
export interface DataKey {
  readonly id: string;
  readonly customerId: string;
  readonly key: KeyObject;
}

/** The one place a sealed value belongs to. A record copied to any other place does not open. */
export interface SealContext {
  readonly customerId: string;
  readonly rowId: string;
  readonly field: string;
  readonly generation: number;
}

/**
 * Envelope encryption: every customer has a data key, wrapped by a key-encryption key that is not in the database, and every
 * value is bound to its customer, row, field and generation. Destroying a data key erases everything of that customer.
 */
export interface Vault {
  /** Ids of the configured key-encryption keys, the primary first. */
  readonly keyIds: readonly string[];
  /** A new data key for a customer, wrapped under the primary key. Store it; use {@link Vault.openDataKey} to seal with it. */
  createDataKey(customerId: string): WrappedDataKey;
  /**
   * Unwraps a stored data key; kept open for at most five minutes.
   * @throws VaultError `key_unavailable` when its key-encryption key is not configured; `decrypt_failed` when it is not this customer's.
   */
  openDataKey(row: WrappedDataKey & { readonly customerId: string }): DataKey;
  /**
   * The same data key wrapped under the primary key, for key rotation; values stay as they are.
   * @throws VaultError as `openDataKey`.
   */
  rewrapDataKey(row: WrappedDataKey & { readonly customerId: string }): WrappedDataKey;
  /** Encrypts `plaintext` for exactly this place. */
  seal(dataKey: DataKey, context: SealContext, plaintext: string): Buffer;
  /** @throws VaultError `decrypt_failed` when the record was not sealed under this key for exactly this place. */
  unseal(dataKey: DataKey, context: SealContext, sealed: Uint8Array): string;
  /** A record to store once, so that a later start notices a wrong or lost key before it writes anything. */
  sealSentinel(): Buffer;
  /** Whether one of the configured keys opens the sentinel. */
  checkSentinel(sealed: Uint8Array): boolean;
}

/** Bounds of the cache of opened data keys, and its clock. */
export interface VaultOptions {
  /** Default and maximum 300 000 (five minutes). */
  readonly cacheLifetimeMs?: number;
  /** Default 10 000 keys. */
  readonly cacheCapacity?: number;
  /** Milliseconds; default `performance.now`: a clock that is put back must not keep a deleted key. */
  readonly now?: () => number;
}

const scheme = 'cc1';
const maxCacheLifetimeMs = 300_000;
const sentinel = 'connection-config sentinel';

/** A vault over these keys; the first is primary. */
export function createVault(keys: readonly EncryptionKey[], options: VaultOptions = {}): Vault {
  const [primary] = keys;
  if (primary === undefined) throw new Error('A vault needs at least one encryption key.');
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  const cache = new DataKeyCache(
    Math.min(options.cacheLifetimeMs ?? maxCacheLifetimeMs, maxCacheLifetimeMs),
    options.cacheCapacity ?? 10_000,
    options.now ?? (() => performance.now()),
  );

  const wrap = (id: string, customerId: string, bytes: Buffer): WrappedDataKey => ({
    id,
    wrapped: encryptRecord(primary.key, primary.id, dataKeyBinding(id, customerId), bytes),
    kekId: primary.id,
  });

  const unwrap = (row: WrappedDataKey & { readonly customerId: string }): Buffer => {
    const key = byId.get(row.kekId);
    if (key === undefined) throw new VaultError('key_unavailable');
    return decryptRecord(key, row.kekId, dataKeyBinding(row.id, row.customerId), row.wrapped);
  };

  return {
    keyIds: keys.map(({ id }) => id),

    createDataKey: (customerId) => wrap(generateId('dek'), customerId, randomBytes(32)),

    openDataKey(row) {
      const cached = cache.get(row.id, row.customerId, row.wrapped);
      if (cached !== undefined) return cached;
      const bytes = unwrap(row);
      const dataKey = { id: row.id, customerId: row.customerId, key: createSecretKey(bytes) };
      bytes.fill(0);
      cache.set(dataKey, row.wrapped);
      return dataKey;
    },

    rewrapDataKey: (row) => wrap(row.id, row.customerId, unwrap(row)),

    seal(dataKey, context, plaintext) {
      // A value under another customer's key would outlive its owner's erasure.
      if (dataKey.customerId !== context.customerId) throw new TypeError('the data key belongs to another customer');
      return encryptRecord(dataKey.key, dataKey.id, valueBinding(context), Buffer.from(plaintext));
    },

    unseal: (dataKey, context, sealed) => decryptRecord(dataKey.key, dataKey.id, valueBinding(context), sealed).toString(),

    sealSentinel: () => encryptRecord(primary.key, primary.id, [scheme, 'sentinel'], Buffer.from(sentinel)),

    checkSentinel(sealed) {
      try {
        const id = recordKeyId(sealed);
        const key = byId.get(id);
        return key !== undefined && decryptRecord(key, id, [scheme, 'sentinel'], sealed).toString() === sentinel;
      } catch (error) {
        if (error instanceof VaultError) return false;
        throw error;
      }
    },
  };
}

function dataKeyBinding(id: string, customerId: string): Binding {
  return [scheme, 'data key', customerId, id];
}

function valueBinding({ customerId, rowId, field, generation }: SealContext): Binding {
  return [scheme, 'value', customerId, rowId, field, generation];
}
