import type { Sql, TransactionSql } from 'postgres';
import type { OpenDatabase } from './database.ts';
import { drizzleOnPool } from './drizzle.ts';
import { findPrimary } from './find-primary.ts';
import { openPool } from './postgres-driver.ts';
import { brokenSocket, dial, dialing, type SilenceLimit } from './postgres-socket.ts';
import { parsePostgresUrl } from './postgres-url.ts';

/** Options of {@link openPostgres}. */
export interface PostgresOptions {
  /**
   * `postgres://user:password@host:port/database`. Of several hosts, with commas between, each new connection goes to the one that takes
   * writes.
   */
  readonly url: string;
  /** Connections of this process; default 10. */
  readonly poolSize?: number;
  /**
   * Named prepared statements, and limits that are set when a connection begins; default true unless the URL says `?prepare=false`. Must be
   * off behind a transaction-mode pooler: a statement prepared on one server connection would be looked for on another, and PgBouncer
   * refuses a client that brings settings of its own. The pooler then sets the limits (`connect_query`).
   */
  readonly prepare?: boolean;
}

// In milliseconds. A stuck statement must not hold a pool connection for ever; no statement of ours waits for the network.
const limits = { statement_timeout: 15_000, idle_in_transaction_session_timeout: 30_000 };

// A statement ends before that, and an idle connection is closed before that: what is silent for so long hears nobody.
const silenceMs = 20_000;
const idleSeconds = 15;

/** Opens a pool on a real Postgres. Connects lazily: an unreachable server shows at the first query. */
export function openPostgres(options: PostgresOptions): OpenDatabase {
  const { servers, seeksPrimary, ...url } = parsePostgresUrl(options.url);
  const prepare = options.prepare ?? url.prepare;
  let unlimited = 0;
  const silence: SilenceLimit = { ms: silenceMs, isLifted: () => unlimited > 0 };
  const primary = shared(() => findPrimary(servers));
  const client = openPool(servers[0], {
    max: options.poolSize ?? 10,
    prepare,
    connect_timeout: 10,
    // The driver's own waits up to 20 seconds between two tries, which holds up whoever asks, also after the database has come back.
    backoff: (retries) => Math.min(0.05 * 2 ** retries, 1) * (0.5 + Math.random() / 2),
    idle_timeout: idleSeconds,
    onnotice: () => undefined,
    // The driver would ask each new connection for the array types, and nobody would hear it when that fails: an unhandled rejection, which
    // ends the process. Drizzle reads and writes arrays itself.
    fetch_types: false,
    connection: { application_name: 'connection-config', ...(prepare ? limits : {}) },
    ...dialing(async (address) => {
      if (!seeksPrimary) return dial(address, silence);
      return primary().then((found) => dial(found, silence), brokenSocket);
    }),
  });
  prepareStatements(client);
  return {
    db: drizzleOnPool(client),
    kind: 'postgres',
    async withoutTimeLimit(work) {
      unlimited += 1;
      try {
        return await work();
      } finally {
        unlimited -= 1;
      }
    },
    close: () => client.end({ timeout: 5 }),
  };
}

/** What is under way is waited for, not begun again. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => (underWay ??= work().finally(() => (underWay = undefined)));
}

/** Different statements that are prepared, at most: each connection keeps each of them, and its plan, in the server's memory. */
const mostPrepared = 500;

/**
 * Has Drizzle's statements prepared, the first time each connection runs them. Drizzle itself asks for that only where a statement was given
 * a name, and any other costs two round trips each time, one to learn its types, and a plan of its own. The pool's option still decides
 * whether there are prepared statements at all.
 */
function prepareStatements(client: Sql): void {
  const texts = new Set<string>();
  const isPrepared = (text: string, parameters: readonly unknown[]): boolean => {
    // Without parameters the simple protocol is as short, and takes what cannot be prepared.
    if (parameters.length === 0) return false;
    if (texts.size < mostPrepared) texts.add(text);
    return texts.has(text);
  };
  const prepare = (connection: Pick<Sql, 'unsafe'>): void => {
    const run = connection.unsafe.bind(connection);
    connection.unsafe = (text, parameters = [], options = {}) =>
      run(text, parameters, isPrepared(text, parameters) ? { ...options, prepare: true } : options);
  };
  const begin = client.begin.bind(client) as (work: (transaction: TransactionSql) => Promise<unknown>) => Promise<unknown>;
  client.begin = ((work: (transaction: TransactionSql) => Promise<unknown>) =>
    begin((transaction) => {
      prepare(transaction);
      return work(transaction);
    })) as typeof client.begin;
  prepare(client);
}
