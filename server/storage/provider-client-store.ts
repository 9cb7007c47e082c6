import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { schema, type Database } from './database.ts';
import { databaseNow, secondsFromNow } from './database-time.ts';

/** How long the servers leave a provider alone that has asked one of them to wait. Keys are hashes of a client and its token endpoint. */
export interface ProviderClientStore {
  /** Seconds of the pause that are left, by the database's clock; 0 when there is none. */
  pausedSeconds(key: Buffer): Promise<number>;
  /** Begins a pause. One that ends later stays as it is. */
  pause(key: Buffer, seconds: number): Promise<void>;
  /** Forgets pauses that are over. */
  sweep(): Promise<void>;
}

/** A {@link ProviderClientStore} on a database or a transaction. */
export function createProviderClientStore(db: Database): ProviderClientStore {
  const { providerClients } = schema;
  const { pausedUntil } = providerClients;
  return {
    async pausedSeconds(key) {
      const [row] = await db
        .select({ left: sql<number>`extract(epoch from ${pausedUntil} - clock_timestamp())::double precision` })
        .from(providerClients)
        .where(and(eq(providerClients.key, key), gt(pausedUntil, databaseNow)));
      return Math.max(row?.left ?? 0, 0);
    },
    async pause(key, seconds) {
      await db
        .insert(providerClients)
        .values({ key, pausedUntil: secondsFromNow(seconds) })
        .onConflictDoUpdate({
          target: providerClients.key,
          set: { pausedUntil: sql`greatest(${pausedUntil}, excluded.paused_until)` },
        });
    },
    async sweep() {
      await db.delete(providerClients).where(lte(pausedUntil, databaseNow));
    },
  };
}
