import { sql, type Column, type Placeholder, type SQL } from './drizzle.ts';

/** The database's clock, not the transaction's start: what leases, expiries and due times are reckoned by. */
export const databaseNow: SQL<Date> = sql<Date>`clock_timestamp()`;

/**
 * {@link databaseNow}, read once for a statement: what is due is then looked up in an index. Compared with a clock that may move from row
 * to row, PostgreSQL would have to look at every row there is.
 * @see https://www.postgresql.org/docs/current/xfunc-volatility.html
 */
export const databaseNowOnce: SQL<Date> = sql<Date>`(select clock_timestamp())`;

/** A moment `seconds` from now by the database's clock. */
export function secondsFromNow(seconds: number | Placeholder | SQL<number>): SQL<Date> {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
}

/** Seconds from now until a moment, negative when it has passed; null without one. */
export function secondsUntil(moment: Column | SQL): SQL<number | null> {
  return sql<number | null>`extract(epoch from ${moment} - clock_timestamp())::double precision`;
}
