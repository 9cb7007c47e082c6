import { and, asc, eq, gt, lte, ne, type SQL, sql } from './drizzle.ts';
import type { ConnectionStatus, StatusReason } from '../contract/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNow, secondsFromNow } from './database-time.ts';
import { statement, type Places } from './statement.ts';

/** The stored state of one connection, with the instance and customer it belongs to. */
export interface ConnectionRecord {
  readonly id: string;
  readonly customerId: string;
  readonly customer: { readonly externalId: string; readonly name: string | null };
  readonly instance: { readonly id: string; readonly name: string; readonly integrationKey: string; readonly enabled: boolean };
  readonly configVarKey: string;
  readonly definitionKey: string;
  readonly status: ConnectionStatus;
  readonly reason: StatusReason | null;
  readonly warning: string | null;
  readonly revision: number;
  readonly generation: number;
  readonly accountLabel: string | null;
  readonly requestedScopes: readonly string[] | null;
  readonly grantedScopes: readonly string[] | null;
  readonly connectedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** Facts that change together with a status. Undefined leaves a column as it is; null empties it. */
export interface ConnectionChange {
  readonly status?: ConnectionStatus;
  readonly reason?: StatusReason | null;
  readonly warning?: string | null;
  readonly revision?: number;
  readonly generation?: number;
  readonly accountLabel?: string | null;
  readonly requestedScopes?: string[] | null;
  readonly grantedScopes?: string[] | null;
  readonly connectedAt?: 'now' | null;
  readonly lastUsedAt?: 'now';
}

/** What `GET /v1/connections` may filter by; keys and ids are the vendor's own. */
export interface ConnectionFilter {
  readonly customer?: string;
  readonly integration?: string;
  readonly configVar?: string;
  /** Set up for so many days, and not used since. */
  readonly unusedForDays?: number;
  readonly after?: string;
  readonly limit: number;
}

/** Connections: status and facts, no secret. */
export interface ConnectionStore {
  /** One connection of a customer; another customer's id finds nothing. */
  find(customerId: string, id: string): Promise<ConnectionRecord | undefined>;
  /** For the vendor's backend, which speaks for all its customers. */
  findById(id: string): Promise<ConnectionRecord | undefined>;
  /** As {@link find}, and nobody else may change the row before the transaction ends. */
  lock(customerId: string, id: string): Promise<ConnectionRecord | undefined>;
  ofInstance(customerId: string, instanceId: string): Promise<ConnectionRecord[]>;
  list(filter: ConnectionFilter): Promise<ConnectionRecord[]>;
  /** Writes a change; the caller says why with a log line in the same transaction. */
  update(record: Pick<ConnectionRecord, 'id' | 'customerId'>, change: ConnectionChange): Promise<void>;
}

const { connections, instances, customers } = schema;

/** What a {@link ConnectionRecord} is read from. */
export const connectionColumns = {
  row: connections,
  externalId: customers.externalId,
  customerName: customers.name,
  instance: { id: instances.id, name: instances.name, integrationKey: instances.integrationKey, enabled: instances.enabled },
};

/** One row of {@link connectionColumns} as a record. */
export function toConnectionRecord({ row, externalId, customerName, instance }: ConnectionRow): ConnectionRecord {
  return { ...row, reason: row.reason as StatusReason | null, customer: { externalId, name: customerName }, instance };
}

/** There is something to use, and nobody has reported a use of it for so long; what is new has its time still to come. */
function isUnusedFor(days: number): SQL | undefined {
  const since = sql`coalesce(${connections.lastUsedAt}, ${connections.connectedAt}, ${connections.createdAt})`;
  return and(ne(connections.status, 'not_configured'), lte(since, secondsFromNow(-days * 86_400)));
}

interface ConnectionRow {
  readonly row: typeof connections.$inferSelect;
  readonly externalId: string;
  readonly customerName: string | null;
  readonly instance: ConnectionRecord['instance'];
}

const select = (db: Database) =>
  db
    .select(connectionColumns)
    .from(connections)
    .innerJoin(instances, eq(instances.id, connections.instanceId))
    .innerJoin(customers, eq(customers.id, connections.customerId));
const isOne = ({ customerId, id }: Places<Pick<ConnectionRecord, 'customerId' | 'id'>>) =>
  and(eq(connections.customerId, customerId), eq(connections.id, id));

const findOne = statement((db, at: Places<Pick<ConnectionRecord, 'customerId' | 'id'>>) => select(db).where(isOne(at)));
const findOneById = statement((db, { id }: Places<{ id: string }>) => select(db).where(eq(connections.id, id)));
const lockOne = statement((db, at: Places<Pick<ConnectionRecord, 'customerId' | 'id'>>) =>
  // Not FOR UPDATE: rows that refer to this one (a journal entry under a credential's lock) could then wait for us while we wait for them.
  select(db).where(isOne(at)).for('no key update', { of: connections }),
);
const findOfInstance = statement((db, { customerId, instanceId }: Places<{ customerId: string; instanceId: string }>) =>
  select(db).where(and(eq(connections.customerId, customerId), eq(connections.instanceId, instanceId))),
);
/** A {@link ConnectionChange} of which each part has a place or none. */
type WrittenChange = Omit<ConnectionChange, 'connectedAt' | 'lastUsedAt'> & {
  readonly connectedAt?: null;
  readonly connectedNow?: true;
  readonly usedNow?: true;
};
const updateOne = statement(
  (
    db,
    { id, customerId, connectedNow, usedNow, ...columns }: Places<Pick<ConnectionRecord, 'customerId' | 'id'> & WrittenChange>,
  ) =>
    db
      .update(connections)
      .set({
        ...columns,
        ...(connectedNow === undefined ? {} : { connectedAt: databaseNow }),
        ...(usedNow === undefined ? {} : { lastUsedAt: databaseNow }),
      })
      .where(isOne({ customerId, id })),
);

/** A {@link ConnectionStore} on a database or a transaction. */
export function createConnectionStore(db: Database): ConnectionStore {
  const first = ([row]: ConnectionRow[]) => row && toConnectionRecord(row);

  return {
    find: async (customerId, id) => first(await findOne(db, { customerId, id })),
    findById: async (id) => first(await findOneById(db, { id })),
    lock: async (customerId, id) => first(await lockOne(db, { customerId, id })),
    ofInstance: async (customerId, instanceId) => (await findOfInstance(db, { customerId, instanceId })).map(toConnectionRecord),
    async list(filter) {
      const where = and(
        filter.customer === undefined ? undefined : eq(customers.externalId, filter.customer),
        filter.integration === undefined ? undefined : eq(instances.integrationKey, filter.integration),
        filter.configVar === undefined ? undefined : eq(connections.configVarKey, filter.configVar),
        filter.unusedForDays === undefined ? undefined : isUnusedFor(filter.unusedForDays),
        filter.after === undefined ? undefined : gt(connections.id, filter.after),
      );
      return (await select(db).where(where).orderBy(asc(connections.id)).limit(filter.limit)).map(toConnectionRecord);
    },
    async update({ customerId, id }, { connectedAt, lastUsedAt, ...columns }) {
      const change: WrittenChange = {
        ...columns,
        ...(connectedAt === 'now' ? { connectedNow: true } : {}),
        ...(connectedAt === null ? { connectedAt } : {}),
        ...(lastUsedAt === undefined ? {} : { usedNow: true }),
      };
      if (Object.keys(change).length > 0) await updateOne(db, { customerId, id, ...change });
    },
  };
}
