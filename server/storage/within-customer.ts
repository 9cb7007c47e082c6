import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Sql, TransactionSql } from 'postgres';
import type { Database } from './database.ts';
import { drizzleOnPool, loadEmbedded } from './drizzle.ts';
import { customerSetting } from './tenant-role.ts';

/**
 * A database on which every statement and every transaction sees and writes the rows of one customer alone, whatever its conditions say:
 * it runs as the tenants' role, whose policies go by a setting. Both are local to a transaction, so this works through a transaction-mode
 * pooler and leaves nothing behind on a connection.
 */
export function withinCustomer(db: Database, role: string, customerId: string): Database {
  // Ours are of these letters; a simple statement takes no parameters.
  if (!/^[\w-]+$/.test(customerId)) throw new Error('this is no id of a customer');
  const enter = `set local role "${role.replaceAll('"', '""')}"; set local ${customerSetting} = '${customerId}'`;
  const client = (db as Database & { readonly $client?: Sql | PGlite }).$client;
  if (client === undefined) throw new Error('Drizzle keeps its connection somewhere else now');
  return typeof client === 'function' ? onPool(client, enter) : onEmbedded(client, enter);
}

/**
 * Says whose a statement is, so that the server's own, of the same text, is another one to PostgreSQL: a plan made for one role is thrown
 * away when the other comes to it.
 */
const mark = ' /* of a customer */';

/** Stands in for a pool with what Drizzle calls of one. */
function onPool(pool: Sql, enter: string): Database {
  const begin = <T>(work: (tx: TransactionSql) => T | Promise<T>) =>
    pool.begin(async (tx) => {
      // Not waited for: it leaves together with the first statement, which is refused when this was.
      tx.unsafe(enter).catch(() => undefined);
      const run = tx.unsafe.bind(tx);
      tx.unsafe = (text, ...rest) => run(text + mark, ...rest);
      return work(tx);
    });
  const unsafe = (...statement: Parameters<Sql['unsafe']>) => {
    const run = async (asArrays: boolean): Promise<unknown> => {
      // Wrapped, since the driver waits for each element of an array that a transaction returns.
      const { rows } = (await begin(async (tx) => {
        const query = tx.unsafe(...statement);
        return { rows: await (asArrays ? query.values() : query) };
      })) as { rows: unknown };
      return rows;
    };
    return {
      values: () => run(true),
      then: <A, B>(resolve: (rows: unknown) => A, reject: (error: unknown) => B) => run(false).then(resolve, reject),
    };
  };
  return drizzleOnPool({ options: pool.options, begin, unsafe } as unknown as Sql);
}

function onEmbedded(client: PGlite, enter: string): Database {
  const transaction = <T>(work: (tx: Transaction) => Promise<T>) =>
    client.transaction(async (tx) => {
      await tx.exec(enter);
      return work(tx);
    });
  const query = (...statement: Parameters<PGlite['query']>) => transaction((tx) => tx.query(...statement));
  return loadEmbedded().drizzleOnEmbedded({ query, transaction } as unknown as PGlite);
}
