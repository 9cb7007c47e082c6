import { sql, type PgDatabase, type PgQueryResultHKT } from './drizzle.ts';
import * as schema from './schema.ts';

/** A database or a transaction on it: what every store is written against, whichever driver is below. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** An open database and how to let go of it. */
export interface OpenDatabase {
  readonly db: Database;
  /** `embedded` is one process with one connection; `postgres` is a server shared by many. */
  readonly kind: 'embedded' | 'postgres';
  /** For statements that may take as long as they like: a connection is not taken for dead while they run. */
  withoutTimeLimit<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export { schema };

/** Answers when the database does. */
export async function ping({ db }: Pick<OpenDatabase, 'db'>): Promise<void> {
  await db.execute(sql`select 1`);
}
