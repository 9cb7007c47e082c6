import { and, asc, eq, inArray, lte, sql } from './drizzle.ts';
import { generateId } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { databaseNow, databaseNowOnce, secondsFromNow } from './database-time.ts';
import type { Sealer } from './sealer.ts';

/** A queued revocation. */
export interface RevocationRecord {
  readonly id: string;
  readonly customerId: string;
  readonly connectionId: string;
  readonly generation: number;
  readonly attempts: number;
  /** The provider never confirmed and the time is up: the next failure is the last. */
  readonly pastDeadline: boolean;
}

/** Outbox of tokens to revoke; `T` is the sealed part, which only services read. */
export interface RevocationStore<T> {
  /** Queues; the caller holds it for `holdSeconds` before the background takes it over. */
  enqueue(
    row: { customerId: string; connectionId: string; generation: number },
    ticket: T,
    holdSeconds: number,
  ): Promise<RevocationRecord>;
  claimDue(holdSeconds: number, limit: number): Promise<RevocationRecord[]>;
  readTicketForUse(row: RevocationRecord): Promise<T | undefined>;
  retry(row: RevocationRecord, inSeconds: number): Promise<void>;
  /** Ends it and shreds the sealed part. */
  end(row: RevocationRecord, result: 'revoked' | 'unconfirmed'): Promise<void>;
}

/** How long a revocation is retried before it is given up and shredded: 72 hours. */
const lifetimeSeconds = 72 * 3600;

/** A {@link RevocationStore} on a database or a transaction. */
export function createRevocationStore<T>(db: Database, sealer: Sealer): RevocationStore<T> {
  const { revocations } = schema;
  const columns = {
    id: revocations.id,
    customerId: revocations.customerId,
    connectionId: revocations.connectionId,
    generation: revocations.generation,
    attempts: revocations.attempts,
    pastDeadline: sql<boolean>`${revocations.deadlineAt} <= clock_timestamp()`,
  };
  const context = (row: { id: string; customerId: string; generation: number }) => ({
    customerId: row.customerId,
    rowId: row.id,
    field: 'revocation',
    generation: row.generation,
  });
  return {
    async enqueue(row, ticket, holdSeconds) {
      const id = generateId('rev');
      const sealed = await sealer.seal(context({ ...row, id }), JSON.stringify(ticket));
      await db
        .insert(revocations)
        .values({ id, ...row, sealed, dueAt: secondsFromNow(holdSeconds), deadlineAt: secondsFromNow(lifetimeSeconds) });
      return { id, ...row, attempts: 0, pastDeadline: false };
    },
    async claimDue(holdSeconds, limit) {
      const due = db
        .select({ id: revocations.id })
        .from(revocations)
        .where(lte(revocations.dueAt, databaseNowOnce))
        .orderBy(asc(revocations.dueAt))
        .limit(limit)
        .for('update', { skipLocked: true });
      return db
        .update(revocations)
        .set({ dueAt: secondsFromNow(holdSeconds) })
        .where(inArray(revocations.id, due))
        .returning(columns);
    },
    async readTicketForUse(row) {
      const [found] = await db
        .select({ sealed: revocations.sealed })
        .from(revocations)
        .where(and(eq(revocations.customerId, row.customerId), eq(revocations.id, row.id)));
      return found?.sealed ? (JSON.parse(await sealer.unseal(context(row), found.sealed)) as T) : undefined;
    },
    async retry(row, inSeconds) {
      await db
        .update(revocations)
        .set({ attempts: sql`${revocations.attempts} + 1`, dueAt: secondsFromNow(inSeconds) })
        .where(eq(revocations.id, row.id));
    },
    async end(row, result) {
      await db
        .update(revocations)
        .set({ result, sealed: null, dueAt: null, endedAt: databaseNow, attempts: sql`${revocations.attempts} + 1` })
        .where(eq(revocations.id, row.id));
    },
  };
}
