import { and, eq, gt, type SQL, sql } from './drizzle.ts';
import { schema, type Database } from './database.ts';
import { secondsFromNow, secondsUntil } from './database-time.ts';
import { createTurns, forgetFree, type Turn } from './turns.ts';

/**
 * When the servers may call a provider, one clock for each of its clients: the next free turn. A provider that asks to wait moves it
 * ahead. Keys are hashes of a client, its token endpoint, and what the calls are for.
 */
export interface ProviderClientStore {
  /**
   * Takes the next turn of a client, in one statement: the turn after it comes `spacingSeconds` later. None is taken that would come later
   * than `patienceSeconds` from now, so nobody waits behind turns that nobody waits for.
   */
  takeTurn(key: Buffer, spacingSeconds: number, patienceSeconds: number): Promise<Turn>;
  /** In how many seconds a key is free; 0 or less: now. Takes nothing. */
  freeIn(key: Buffer): Promise<number>;
  /** Begins a pause of each of these keys. One that ends later stays as it is. */
  pause(keys: readonly Buffer[], seconds: number): Promise<void>;
  /** Forgets clients that are free. */
  sweep(): Promise<void>;
}

const { providerClients } = schema;
const { freeAt } = providerClients;

/** Whether a client whose key is in a column is busy for longer than a moment. */
export function isBusy(db: Database, turnsKey: SQL | typeof schema.credentials.turnsKey, momentSeconds: number): SQL {
  const busy = db
    .select({ one: sql`1` })
    .from(providerClients)
    .where(and(eq(providerClients.key, turnsKey), gt(freeAt, secondsFromNow(momentSeconds))));
  return sql`exists ${busy}`;
}

const turnsOn = createTurns(providerClients);

/** A {@link ProviderClientStore} on a database or a transaction. */
export function createProviderClientStore(db: Database): ProviderClientStore {
  const takeTurns = turnsOn(db);
  return {
    async takeTurn(key, spacingSeconds, patienceSeconds) {
      const [turn] = await takeTurns([{ key, spacingSeconds, patienceSeconds }]);
      return turn ?? { isTaken: false, inSeconds: patienceSeconds };
    },
    async freeIn(key) {
      const [row] = await db
        .select({ seconds: secondsUntil(freeAt) })
        .from(providerClients)
        .where(eq(providerClients.key, key));
      return row?.seconds ?? 0;
    },
    async pause(keys, seconds) {
      await db
        .insert(providerClients)
        .values(keys.map((key) => ({ key, freeAt: secondsFromNow(seconds) })))
        .onConflictDoUpdate({ target: providerClients.key, set: { freeAt: sql`greatest(${freeAt}, excluded.free_at)` } });
    },
    sweep: () => forgetFree(db, providerClients),
  };
}
