import type { Database } from './database.ts';
import { sql, type SQL } from './drizzle.ts';

/**
 * The places of a statement that values go to. Typed as what they stand for: Drizzle's types let a placeholder stand in some places only,
 * Drizzle itself lets it stand wherever a value does.
 */
export type Places<Values> = { readonly [Name in keyof Values]: SQL<Exclude<Values[Name], undefined>> };

/** Runs a statement on a database, or in a transaction. */
export type Statement<Values, Rows> = (db: Database, values: Values) => Promise<Rows>;

interface Prepared<Rows> {
  execute(values: Record<string, unknown>): Promise<Rows>;
}

/**
 * A statement that is put together the first time it is run, and then only run: Drizzle takes several times as long to put one together as
 * the database takes to run it. A value that is absent has no place, and null stands in its place as it is, so what may be either is put
 * together once for each combination there is.
 * @param build puts it together with the places for the values that are given. No value can be looked at in it.
 */
export function statement<Values extends object, Rows>(
  build: (db: Database, at: Places<Values>) => { prepare(name: string): Prepared<Rows> },
): Statement<Values, Rows> {
  const prepared = new Map<string, Prepared<Rows>>();
  return (db, values) => {
    const session = db._.session;
    const given = Object.entries(values as Record<string, unknown>).filter(([, value]) => value !== undefined);
    let key = session.constructor.name;
    for (const [name, value] of given) key += value === null ? ` ${name}=null` : ` ${name}`;
    let made = prepared.get(key);
    if (made === undefined) {
      const places = given.map(([name, value]) => [name, value === null ? sql`null` : sql.placeholder(name)]);
      made = onConnection(build(db, Object.fromEntries(places) as Places<Values>).prepare('statement'), undefined);
      prepared.set(key, made);
    }
    return onConnection(made, clientOf(session)).execute(values as Record<string, unknown>);
  };
}

/**
 * Drizzle ties what it prepares to the connection it was prepared on, which in a transaction is that of the transaction. The same text on
 * another connection is the same statement.
 */
function onConnection<Rows>(prepared: Prepared<Rows>, client: object | undefined): Prepared<Rows> {
  if (!('client' in prepared)) throw new Error('Drizzle keeps the connection of a prepared statement somewhere else now');
  return Object.assign(Object.create(prepared) as Prepared<Rows>, { client });
}

function clientOf(session: object): object {
  if (!('client' in session) || session.client === null)
    throw new Error('Drizzle keeps the connection of a session somewhere else now');
  return session.client as object;
}
