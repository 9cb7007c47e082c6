import { and, eq, inArray } from './drizzle.ts';
import type { FieldValue } from '../contract/index.ts';
import { VaultError, type SealContext } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import type { Sealer } from './sealer.ts';

/** That a value is stored, and the value itself when it is no secret. */
export interface StoredValue {
  readonly inputKey: string;
  /** Absent for secrets. */
  readonly plain?: FieldValue;
  readonly updatedAt: Date;
}

interface Owner {
  readonly customerId: string;
  readonly connectionId: string;
}

/** A value to store. */
export interface NewValue {
  readonly inputKey: string;
  readonly value: FieldValue;
  readonly secret: boolean;
}

/** Input values of connections; secrets go in sealed. */
export interface ValueStore {
  /** Facts of what is stored, without any secret; by connection id. */
  describe(customerId: string, connectionIds: readonly string[]): Promise<Map<string, StoredValue[]>>;
  /** Everything, secrets opened, by input key. For the provider they belong to and the vendor's code, nothing else. */
  readForUse(owner: Owner): Promise<Map<string, FieldValue>>;
  /** As {@link readForUse}, without the secrets that do not open. */
  readWhatOpens(owner: Owner): Promise<Map<string, FieldValue>>;
  put(owner: Owner, revision: number, setBy: string, values: readonly NewValue[]): Promise<void>;
  remove(owner: Owner, inputKeys: readonly string[]): Promise<void>;
}

/** A stored value as its row holds it: plain, or sealed. */
export interface SealedValue {
  readonly inputKey: string;
  readonly plain: FieldValue | null;
  readonly sealed: Buffer | null;
  readonly revision: number;
}

/**
 * Opens the values of one connection, by input key.
 * @param onUnopened what to do about one that does not open; default: it throws.
 * @throws VaultError
 */
export async function openValues(
  sealer: Sealer,
  owner: Owner,
  rows: readonly SealedValue[],
  onUnopened?: (error: unknown) => void,
): Promise<Map<string, FieldValue>> {
  const values = new Map<string, FieldValue>();
  for (const { inputKey, plain, sealed, revision } of rows) {
    if (plain !== null) values.set(inputKey, plain);
    else if (sealed !== null) {
      const opening = sealer.unseal(context(owner, inputKey, revision), sealed);
      const opened = await (onUnopened ? opening.catch(onUnopened) : opening);
      if (opened !== undefined) values.set(inputKey, JSON.parse(opened) as FieldValue);
    }
  }
  return values;
}

function context(owner: Owner, inputKey: string, revision: number): SealContext {
  return { customerId: owner.customerId, rowId: owner.connectionId, field: `value:${inputKey}`, generation: revision };
}

/** A {@link ValueStore} on a database or a transaction. */
export function createValueStore(db: Database, sealer: Sealer): ValueStore {
  const { connectionValues: table } = schema;
  const of = (owner: Owner) => and(eq(table.customerId, owner.customerId), eq(table.connectionId, owner.connectionId));
  const read = async (owner: Owner, onUnopened?: (error: unknown) => void) =>
    openValues(sealer, owner, await db.select().from(table).where(of(owner)), onUnopened);

  return {
    async describe(customerId, connectionIds) {
      const found = new Map<string, StoredValue[]>(connectionIds.map((id) => [id, []]));
      if (connectionIds.length === 0) return found;
      const rows = await db
        .select({ connectionId: table.connectionId, inputKey: table.inputKey, plain: table.plain, updatedAt: table.updatedAt })
        .from(table)
        .where(and(eq(table.customerId, customerId), inArray(table.connectionId, [...connectionIds])));
      for (const { connectionId, inputKey, plain, updatedAt } of rows) {
        found.get(connectionId)?.push({ inputKey, updatedAt, ...(plain === null ? {} : { plain }) });
      }
      return found;
    },

    readForUse: (owner) => read(owner),
    readWhatOpens: (owner) =>
      read(owner, (error) => {
        if (!(error instanceof VaultError) || error.code !== 'decrypt_failed') throw error;
      }),

    async put(owner, revision, setBy, values) {
      for (const { inputKey, value, secret } of values) {
        const sealed = secret ? await sealer.seal(context(owner, inputKey, revision), JSON.stringify(value)) : null;
        const row = { plain: secret ? null : value, sealed, revision, setBy, updatedAt: new Date() };
        await db
          .insert(table)
          .values({ ...owner, inputKey, ...row })
          .onConflictDoUpdate({
            target: [table.connectionId, table.inputKey],
            set: row,
            // The key alone would let a row of another customer be overwritten.
            setWhere: eq(table.customerId, owner.customerId),
          });
      }
    },

    async remove(owner, inputKeys) {
      if (inputKeys.length === 0) return;
      await db.delete(table).where(and(of(owner), inArray(table.inputKey, [...inputKeys])));
    },
  };
}
