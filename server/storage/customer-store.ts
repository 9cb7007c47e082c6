import { and, asc, eq, gt, inArray, isNotNull, lte, ne, notExists } from './drizzle.ts';
import { generateId, VaultError, type Vault, type WrappedDataKey } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNowOnce, secondsFromNow } from './database-time.ts';

/** A tenant and the instance of one integration it holds. */
export interface Instance {
  readonly id: string;
  readonly customerId: string;
  readonly integrationKey: string;
}

/** A customer as stored. */
export interface CustomerRecord {
  readonly id: string;
  readonly externalId: string;
  readonly name: string | null;
  readonly createdAt: Date;
}

/** An instance as stored. */
export interface InstanceRecord extends Instance {
  readonly name: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
}

/** Customers, their data keys, and the instances and connection rows they hold. */
export interface CustomerStore {
  /** By the vendor's id. */
  find(externalId: string): Promise<CustomerRecord | undefined>;
  /** As {@link find}; nobody opens a session for the customer or deletes it before the transaction ends. */
  lock(externalId: string): Promise<CustomerRecord | undefined>;
  /** In the order of the vendor's ids. */
  list(page: { after?: string; limit: number }): Promise<CustomerRecord[]>;
  instances(customerId: string): Promise<InstanceRecord[]>;
  updateInstance(
    customerId: string,
    instanceId: string,
    change: Partial<Pick<InstanceRecord, 'name' | 'enabled'>>,
  ): Promise<void>;
  /** Deletes an instance with its connections, sessions and flows; queued revocations stay. */
  removeInstance(customerId: string, instanceId: string): Promise<void>;
  /** Deletes a customer; its data key goes by {@link sweepKeys}. */
  remove(customerId: string): Promise<void>;
  /** Deletes the keys of deleted customers for whom no revocation is pending. @returns how many. */
  sweepKeys(): Promise<number>;
  /** Ids of the key-encryption keys that wrap a data key here. */
  wrappingKeys(): Promise<string[]>;
  /**
   * Wraps data keys under the primary key, in the order of their ids, from `after` on.
   * @returns how many were, how many would not open, and the last one looked at; undefined when that was all.
   */
  rewrapKeys(after: string, limit: number): Promise<{ rewrapped: number; unopenable: number; last: string | undefined }>;
  /** The internal id for the vendor's id; creates the customer and its data key when unknown, and takes over a new name. */
  ensure(externalId: string, name: string | undefined): Promise<string>;
  /** The instance of an integration, with one connection row per config variable; creates what is missing. */
  ensureInstance(
    customerId: string,
    integration: { key: string; name: string },
    configVars: readonly ConfigVarRow[],
  ): Promise<Instance>;
}

/** What a new connection row starts from. */
export interface ConfigVarRow {
  readonly stableKey: string;
  readonly definitionKey: string;
  /** Status before anything is saved: `configured` when the vendor's values are all it needs. */
  readonly initialStatus: 'not_configured' | 'configured';
}

/** Longer than a code exchange can take: tokens that come back from a sign-in under way must be sealed to be revoked. */
const keyGraceSeconds = 120;

/** A {@link CustomerStore} on a database or a transaction. */
export function createCustomerStore(db: Database, vault: Vault): CustomerStore {
  const { customers, dataKeys, instances, connections, revocations } = schema;
  const ofExternal = (externalId: string) => db.select().from(customers).where(eq(customers.externalId, externalId));
  const ofInstance = (customerId: string, instanceId: string) =>
    and(eq(instances.customerId, customerId), eq(instances.id, instanceId));
  return {
    find: async (externalId) => (await ofExternal(externalId))[0],
    lock: async (externalId) => (await ofExternal(externalId).for('update'))[0],
    async list({ after, limit }) {
      const where = after === undefined ? undefined : gt(customers.externalId, after);
      return db.select().from(customers).where(where).orderBy(asc(customers.externalId)).limit(limit);
    },
    async instances(customerId) {
      return db.select().from(instances).where(eq(instances.customerId, customerId)).orderBy(asc(instances.integrationKey));
    },
    async updateInstance(customerId, instanceId, change) {
      await db.update(instances).set(change).where(ofInstance(customerId, instanceId));
    },
    async removeInstance(customerId, instanceId) {
      await db.delete(instances).where(ofInstance(customerId, instanceId));
    },
    async remove(customerId) {
      await db.delete(customers).where(eq(customers.id, customerId));
      await db
        .update(dataKeys)
        .set({ eraseAt: secondsFromNow(keyGraceSeconds) })
        .where(eq(dataKeys.customerId, customerId));
    },
    async wrappingKeys() {
      const rows = await db.selectDistinct({ kekId: dataKeys.kekId }).from(dataKeys);
      return rows.map(({ kekId }) => kekId);
    },
    async rewrapKeys(after, limit) {
      return db.transaction(async (tx) => {
        const rows = await tx
          .select()
          .from(dataKeys)
          .where(and(gt(dataKeys.id, after), ne(dataKeys.kekId, vault.keyIds[0] ?? '')))
          .orderBy(asc(dataKeys.id))
          .limit(limit)
          .for('update');
        let rewrapped = 0;
        for (const row of rows) {
          const key = rewrap(vault, row);
          if (!key) continue;
          await tx.update(dataKeys).set({ wrapped: key.wrapped, kekId: key.kekId }).where(eq(dataKeys.id, row.id));
          rewrapped += 1;
        }
        return { rewrapped, unopenable: rows.length - rewrapped, last: rows.length < limit ? undefined : rows.at(-1)?.id };
      });
    },
    async sweepKeys() {
      const pending = db
        .select({ id: revocations.id })
        .from(revocations)
        .where(and(eq(revocations.customerId, dataKeys.customerId), isNotNull(revocations.sealed)));
      const rows = await db
        .delete(dataKeys)
        .where(and(lte(dataKeys.eraseAt, databaseNowOnce), notExists(pending)))
        .returning({ customerId: dataKeys.customerId });
      const gone = rows.map(({ customerId }) => customerId);
      if (gone.length > 0) await db.delete(revocations).where(inArray(revocations.customerId, gone));
      return gone.length;
    },
    async ensure(externalId, name) {
      const [known] = await db
        .select({ id: customers.id, name: customers.name })
        .from(customers)
        .where(eq(customers.externalId, externalId))
        // Waits for a deletion that is under way, and keeps the next one waiting.
        .for('key share');
      if (known && (name === undefined || name === known.name)) return known.id;
      const [row] = await db
        .insert(customers)
        .values({ id: generateId('cus'), externalId, name: name ?? null })
        .onConflictDoUpdate({ target: customers.externalId, set: name === undefined ? { externalId } : { name } })
        .returning({ id: customers.id });
      if (!row) throw new Error('the customer row was not returned');
      const key = vault.createDataKey(row.id);
      await db
        .insert(dataKeys)
        .values({ id: key.id, customerId: row.id, wrapped: key.wrapped, kekId: key.kekId })
        .onConflictDoNothing({ target: dataKeys.customerId });
      return row.id;
    },

    async ensureInstance(customerId, integration, configVars) {
      const where = and(eq(instances.customerId, customerId), eq(instances.integrationKey, integration.key));
      await db
        .insert(instances)
        .values({ id: generateId('ins'), customerId, integrationKey: integration.key, name: integration.name })
        .onConflictDoNothing({ target: [instances.customerId, instances.integrationKey] });
      const [instance] = await db.select({ id: instances.id }).from(instances).where(where);
      if (!instance) throw new Error('the instance row was not returned');
      if (configVars.length > 0) {
        const keys = configVars.map((configVar) => configVar.stableKey);
        const present = await db
          .select({ key: connections.configVarKey, definitionKey: connections.definitionKey })
          .from(connections)
          .where(and(eq(connections.instanceId, instance.id), inArray(connections.configVarKey, keys)));
        const missing = configVars.filter((configVar) => !present.some((row) => row.key === configVar.stableKey));
        if (missing.length > 0) {
          await db
            .insert(connections)
            .values(
              missing.map((configVar) => ({
                id: generateId('con'),
                customerId,
                instanceId: instance.id,
                configVarKey: configVar.stableKey,
                definitionKey: configVar.definitionKey,
                status: configVar.initialStatus,
              })),
            )
            .onConflictDoNothing({ target: [connections.instanceId, connections.configVarKey] });
        }
      }
      return { id: instance.id, customerId, integrationKey: integration.key };
    },
  };
}

/** Undefined for a key that does not open: one damaged row must not keep all others from being rotated. */
function rewrap(vault: Vault, row: WrappedDataKey & { readonly customerId: string }): WrappedDataKey | undefined {
  try {
    return vault.rewrapDataKey(row);
  } catch (error) {
    if (error instanceof VaultError && error.code === 'decrypt_failed') return undefined;
    throw error;
  }
}
