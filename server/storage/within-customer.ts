import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Sql, TransactionSql } from 'postgres';
import type { Database } from './database.ts';
import { drizzleOnPool, loadEmbedded } from './drizzle.ts';
import { requirePreceded, type PrecededOptions } from './postgres-driver.ts';
import { customerSetting } from './tenant-role.ts';

/**
 * A database on which every statement and every transaction sees and writes the rows of one customer alone, whatever its conditions say:
 * it runs as the tenants' role, whose policies go by a setting. Both are local to a transaction, so this works through a transaction-mode
 * pooler and leaves nothing behind on a connection.
 */
export function withinCustomer(db: Database, role: string, customerId: string): Database {
  // Ours are of these letters; what is said of the customer takes no parameters.
  if (!/^[\w-]+$/.test(customerId)) throw new Error('this is no id of a customer');
  const client = (db as Database & { readonly $client?: Sql | PGlite }).$client;
  if (client === undefined) throw new Error('Drizzle keeps its connection somewhere else now');
  // Not SET LOCAL, which warns of each time that nobody has said "begin".
  const enter = `select set_config('role', '${role.replaceAll("'", "''")}', true), set_config('${customerSetting}', '${customerId}', true)`;
  return typeof client === 'function' ? onPool(client, enter) : onEmbedded(client, enter);
}

/**
 * Says whose a statement is, so that the server's own, of the same text, is another one to PostgreSQL: a plan made for one role is thrown
 * away when the other comes to it.
 */
const mark = ' /* of a customer */';

/** Texts with their marks, for as many as are run again and again: to the driver it is then the same text each time. */
const markedTexts = new Map<string, string>();
const mostMarked = 500;

function marked(text: string): string {
  const known = markedTexts.get(text);
  if (known !== undefined) return known;
  if (markedTexts.size < mostMarked) markedTexts.set(text, text + mark);
  return text + mark;
}

/** Stands in for a pool with what Drizzle calls of one. */
function onPool(pool: Sql, enter: string): Database {
  requirePreceded();
  const begin = <T>(work: (tx: TransactionSql) => T | Promise<T>) =>
    pool.begin(async (tx) => {
      // Not waited for: it leaves together with the first statement, which is refused when this was.
      tx.unsafe(enter).catch(() => undefined);
      const run = tx.unsafe.bind(tx);
      tx.unsafe = (text, ...rest) => run(marked(text), ...rest);
      return work(tx);
    });
  const preceded: PrecededOptions & { readonly simple: false } = { before: enter, simple: false };
  const unsafe: Sql['unsafe'] = (text, parameters, options) => pool.unsafe(marked(text), parameters, { ...options, ...preceded });
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
