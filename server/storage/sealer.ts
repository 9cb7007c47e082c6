import { eq } from './drizzle.ts';
import type { SealContext, Vault } from '../vault/index.ts';
import { schema, type Database } from './database.ts';

/** Seals and opens one customer's values with that customer's data key. */
export interface Sealer {
  seal(context: SealContext, plaintext: string): Promise<Buffer>;
  /** @throws VaultError `decrypt_failed` when the bytes do not belong to this context, `key_unavailable` when the key is missing. */
  unseal(context: SealContext, sealed: Buffer): Promise<string>;
}

interface DataKeyRow {
  readonly id: string;
  readonly customerId: string;
  readonly wrapped: Buffer;
  readonly kekId: string;
}

/** Wrapped keys read lately, so that the hot path does not read the same row for every request. Bounded; holds nothing unwrapped. */
export interface DataKeyCache {
  readonly rows: Map<string, { readonly row: DataKeyRow; readonly readAt: number }>;
  /** False inside a transaction: a key it created is lost again if it rolls back, and nothing may be sealed with a lost key. */
  readonly mayAdd: boolean;
}

const cacheTtlMs = 5 * 60_000;
const cacheLimit = 10_000;

/** A {@link Sealer} that finds each customer's data key in the database. */
export function createSealer(db: Database, vault: Vault, cache: DataKeyCache): Sealer {
  const find = async (customerId: string): Promise<DataKeyRow> => {
    const cached = cache.rows.get(customerId);
    // By a clock that nobody puts back, which would keep a deleted key.
    if (cached && performance.now() - cached.readAt < cacheTtlMs) return cached.row;
    const [row] = await db.select().from(schema.dataKeys).where(eq(schema.dataKeys.customerId, customerId)).limit(1);
    if (!row) throw new Error('the customer has no data key; it was deleted, or the database was restored without it');
    if (cache.mayAdd) {
      if (cache.rows.size >= cacheLimit) cache.rows.delete(cache.rows.keys().next().value ?? '');
      cache.rows.set(customerId, { row, readAt: performance.now() });
    }
    return row;
  };
  return {
    seal: async (context, plaintext) => vault.seal(vault.openDataKey(await find(context.customerId)), context, plaintext),
    unseal: async (context, sealed) => vault.unseal(vault.openDataKey(await find(context.customerId)), context, sealed),
  };
}
