import { and, eq, inArray } from 'drizzle-orm';
import { generateId, type Vault } from '../vault/index.ts';
import { schema, type Database } from './database.ts';

/** A tenant and the instance of one integration it holds. */
export interface Instance {
  readonly id: string;
  readonly customerId: string;
  readonly integrationKey: string;
}

/** Customers, their data keys, and the instances and connection rows they hold. */
export interface CustomerStore {
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

/** A {@link CustomerStore} on a database or a transaction. */
export function createCustomerStore(db: Database, vault: Vault): CustomerStore {
  const { customers, dataKeys, instances, connections } = schema;
  return {
    async ensure(externalId, name) {
      const [known] = await db
        .select({ id: customers.id, name: customers.name })
        .from(customers)
        .where(eq(customers.externalId, externalId));
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
