import { and, asc, eq, gt, sql } from './drizzle.ts';
import { schema, type Database } from './database.ts';
import type { Details } from './journal-store.ts';

/** An event as stored. */
export interface EventRecord {
  readonly id: string;
  readonly position: number;
  readonly connectionId: string;
  readonly type: string;
  readonly data: Details;
  readonly createdAt: Date;
}

/** Reads the outbox of events. */
export interface EventStore {
  /**
   * Events after a position, oldest first. Whoever goes on from the last position it got misses none, however transactions overlapped.
   * @param page.customer the vendor's own id.
   */
  read(page: { after: number; customer?: string; limit: number }): Promise<EventRecord[]>;
}

// "events" in ASCII.
const numberingLock = 0x6576656e7473n;
const numberedAtOnce = 5_000;

/**
 * Gives positions to new events. A sequence number is drawn before its row can be seen, so a reader that goes by it may pass a row that is
 * committed later. Positions are therefore given to rows that can be seen, by one reader at a time; writers never wait for it.
 */
export async function numberNewEvents(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${numberingLock.toString()}::bigint)`);
    await tx.execute(sql`
      update events set position = numbered.position from (
        select sequence, nextval('events_position') as position from (
          select sequence from events where position is null order by sequence limit ${numberedAtOnce}
        ) as fresh
      ) as numbered
      where events.sequence = numbered.sequence`);
  });
}

/** An {@link EventStore} on a database or a transaction. */
export function createEventStore(db: Database): EventStore {
  const { events } = schema;

  return {
    async read({ after, customer, limit }) {
      await numberNewEvents(db);
      const rows = await db
        .select()
        .from(events)
        .where(
          and(gt(events.position, after), customer === undefined ? undefined : eq(sql`${events.data} ->> 'customer'`, customer)),
        )
        .orderBy(asc(events.position))
        .limit(limit);
      return rows.map((row) => ({ ...row, position: row.position ?? after }));
    },
  };
}
