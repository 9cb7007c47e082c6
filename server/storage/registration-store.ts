import { and, eq, sql } from './drizzle.ts';
import type { Registration } from '../definitions/discovered-server.ts';
import { schema, type Database } from './database.ts';
import { databaseNow } from './database-time.ts';
import type { Sealer } from './sealer.ts';

interface Owner {
  readonly customerId: string;
  readonly connectionId: string;
}

/** A stored {@link Registration}, opened, with what the database's clock says of it. */
export interface StoredRegistration extends Registration {
  /** Since the server was last found out about, in seconds. */
  readonly ageSeconds: number;
  /** Until the client's secret ends; null when it does not, negative when it has. */
  readonly secretEndsInSeconds: number | null;
}

/** What is known of the servers at customers' addresses, and who we are there; one a connection, sealed. */
export interface RegistrationStore {
  /** For the server it belongs to and nothing else. @throws VaultError when it does not open. */
  readForUse(owner: Owner): Promise<StoredRegistration | undefined>;
  /** Replaces what is there. @param secretEndsAt null when the client's secret does not end, or there is none. */
  put(owner: Owner, registration: Registration, secretEndsAt: Date | null): Promise<void>;
  remove(owner: Owner): Promise<void>;
}

/** A {@link RegistrationStore} on a database or a transaction. */
export function createRegistrationStore(db: Database, sealer: Sealer): RegistrationStore {
  const { registrations: table } = schema;
  const context = ({ customerId, connectionId }: Owner) => ({
    customerId,
    rowId: connectionId,
    field: 'registration',
    generation: 0,
  });
  const of = (owner: Owner) => and(eq(table.customerId, owner.customerId), eq(table.connectionId, owner.connectionId));
  return {
    async readForUse(owner) {
      const [row] = await db
        .select({
          sealed: table.sealed,
          ageSeconds: sql<number>`extract(epoch from clock_timestamp() - ${table.createdAt})::float8`,
          secretEndsInSeconds: sql<number | null>`extract(epoch from ${table.expiresAt} - clock_timestamp())::float8`,
        })
        .from(table)
        .where(of(owner));
      if (!row) return undefined;
      const registration = JSON.parse(await sealer.unseal(context(owner), row.sealed)) as Registration;
      return { ...registration, ageSeconds: row.ageSeconds, secretEndsInSeconds: row.secretEndsInSeconds };
    },

    async put(owner, { serverUrl, server, client }, secretEndsAt) {
      const row = {
        serverUrl,
        issuer: server.issuer,
        sealed: await sealer.seal(context(owner), JSON.stringify({ serverUrl, server, client })),
        expiresAt: secretEndsAt,
        createdAt: databaseNow,
      };
      await db
        .insert(table)
        .values({ ...owner, ...row })
        .onConflictDoUpdate({ target: table.connectionId, set: row, setWhere: eq(table.customerId, owner.customerId) });
    },

    async remove(owner) {
      await db.delete(table).where(of(owner));
    },
  };
}
