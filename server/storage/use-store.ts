import { and, eq, sql } from './drizzle.ts';
import type { FieldValue } from '../contract/index.ts';
import { connectionColumns, toConnectionRecord, type ConnectionRecord } from './connection-store.ts';
import { credentialColumns, openTokens, type CredentialRecord, type StoredTokens } from './credential-store.ts';
import { schema, type Database } from './database.ts';
import type { Sealer } from './sealer.ts';
import { statement, type Places } from './statement.ts';
import { openValues, type SealedValue } from './value-store.ts';

/** One connection with all it takes to use it. Secrets stay sealed until they are opened. */
export interface ConnectionForUse {
  readonly record: ConnectionRecord;
  /** Opens the stored values, by input key. @throws VaultError */
  readValues(): Promise<Map<string, FieldValue>>;
  /** Absent when nothing is connected. */
  readonly grant?: StoredGrant;
}

/** A stored token set and the facts about it, as of one moment. */
export interface StoredGrant {
  readonly credential: CredentialRecord;
  /** When the database was asked, by `performance.now`: no later than the moment that the facts are of. */
  readonly askedAt: number;
  /** Opens the tokens. @throws VaultError */
  readTokens(): Promise<StoredTokens>;
}

/** The hot path of a server: what the vendor's code asks for all day, in one round trip and one prepared statement. */
export interface UseStore {
  /** For the provider a secret belongs to and the vendor's code, nothing else. */
  find(connectionId: string): Promise<ConnectionForUse | undefined>;
  /** The same of one customer; another customer's id finds nothing. */
  findOf(customerId: string, connectionId: string): Promise<ConnectionForUse | undefined>;
}

const { connections, instances, customers, credentials, connectionValues: values } = schema;

const select = (db: Database) =>
  db
    .select({
      ...connectionColumns,
      credential: credentialColumns,
      tokenSet: credentials.sealed,
      values: sql<StoredValueJson[] | null>`(
          select json_agg(json_build_array(${values.inputKey}, ${values.plain}, encode(${values.sealed}, 'hex'), ${values.revision}))
          from ${values}
          where ${values.customerId} = ${connections.customerId} and ${values.connectionId} = ${connections.id})`,
    })
    .from(connections)
    .innerJoin(instances, eq(instances.id, connections.instanceId))
    .innerJoin(customers, eq(customers.id, connections.customerId))
    .leftJoin(credentials, and(eq(credentials.connectionId, connections.id), eq(credentials.customerId, connections.customerId)));

const findOne = statement((db, at: Places<{ id: string; customerId?: string }>) =>
  select(db).where(and(eq(connections.id, at.id), at.customerId && eq(connections.customerId, at.customerId))),
);
/** @param ids with commas between. */
const findMany = statement((db, { ids }: Places<{ ids: string }>) =>
  select(db).where(sql`${connections.id} = any (string_to_array(${ids}, ','))`),
);

type UseRow = Awaited<ReturnType<typeof findOne>>[number];

/** A {@link UseStore} on a database or a transaction. */
export function createUseStore(db: Database, sealer: Sealer): UseStore {
  const toConnection = (row: UseRow, askedAt: number): ConnectionForUse => {
    const { credential, tokenSet } = row;
    const record = toConnectionRecord(row);
    const { customerId, id: connectionId } = record;
    return {
      record,
      readValues: () => openValues(sealer, { customerId, connectionId }, (row.values ?? []).map(toSealed)),
      ...(credential === null || tokenSet === null
        ? {}
        : { grant: { credential, askedAt, readTokens: () => openTokens(sealer, credential, tokenSet) } }),
    };
  };
  const findAlone = async (which: { id: string; customerId?: string }) => {
    const askedAt = performance.now();
    const [row] = await findOne(db, which);
    return row && toConnection(row, askedAt);
  };
  const findTogether = together(async (ids: readonly string[]) => {
    const [first, ...others] = ids;
    if (first !== undefined && others.length === 0) return [await findAlone({ id: first })];
    const askedAt = performance.now();
    const found = new Map((await findMany(db, { ids: ids.join() })).map((row) => [row.row.id, row]));
    return ids.map((id) => {
      const row = found.get(id);
      return row && toConnection(row, askedAt);
    });
  });
  return {
    // Whatever else a caller may have written must not spoil the answer of others.
    find: (id) => (/^[\w-]+$/.test(id) ? findTogether(id) : findAlone({ id })),
    findOf: (customerId, id) => findAlone({ customerId, id }),
  };
}

/** What is asked for in one turn of the event loop is read at once. */
function together<Key, T>(read: (keys: readonly Key[]) => Promise<readonly T[]>): (key: Key) => Promise<T | undefined> {
  let asked: Key[] = [];
  let answers: Promise<readonly T[]>;
  return async (key) => {
    const place = asked.push(key) - 1;
    if (place === 0) {
      const keys = asked;
      answers = new Promise((resolve) => setImmediate(resolve)).then(() => {
        asked = [];
        return read(keys);
      });
    }
    return (await answers)[place];
  };
}

type StoredValueJson = readonly [inputKey: string, plain: FieldValue | null, sealedHex: string | null, revision: number];

function toSealed([inputKey, plain, sealed, revision]: StoredValueJson): SealedValue {
  return { inputKey, plain, sealed: sealed === null ? null : Buffer.from(sealed, 'hex'), revision };
}
