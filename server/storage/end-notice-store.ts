import { and, asc, eq, lte, type SQL, sql } from './drizzle.ts';
import { schema, type Database } from './database.ts';
import { databaseNowOnce } from './database-time.ts';

/** Which connections' ends are to be told of. Each notice is taken by one server, once. */
export interface EndNoticeStore {
  /** Connections whose notice is due, the most urgent first. */
  due(limit: number): Promise<{ customerId: string; connectionId: string }[]>;
  /** Takes a notice that is due. @returns when the connection ends; undefined when somebody else took it or it is not due any more. */
  take(customerId: string, connectionId: string): Promise<Date | undefined>;
}

const { credentials } = schema;

/** When a stored credential ends for good as far as known: what cannot be renewed ends with its token. Null: nobody knows of an end. */
export const endsAt: SQL<Date | null> = sql<Date | null>`least(${credentials.consentEndsAt},
  case when ${credentials.refreshable} then ${credentials.refreshExpiresAt} else ${credentials.expiresAt} end)`.mapWith(
  credentials.expiresAt,
);

/** An {@link EndNoticeStore} on a database or a transaction. */
export function createEndNoticeStore(db: Database): EndNoticeStore {
  const isDue = and(eq(credentials.endNoticed, false), lte(credentials.endNoticeAt, databaseNowOnce));
  return {
    due: (limit) =>
      db
        .select({ customerId: credentials.customerId, connectionId: credentials.connectionId })
        .from(credentials)
        .where(isDue)
        .orderBy(asc(credentials.endNoticeAt))
        .limit(limit),
    async take(customerId, connectionId) {
      const [row] = await db
        .update(credentials)
        .set({ endNoticed: true })
        .where(and(eq(credentials.customerId, customerId), eq(credentials.connectionId, connectionId), isDue))
        .returning({ endsAt });
      return row?.endsAt ?? undefined;
    },
  };
}
