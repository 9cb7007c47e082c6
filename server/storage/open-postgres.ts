import { schema, type OpenDatabase } from './database.ts';
import { drizzleOnPool, openPool } from './drizzle.ts';

/** Options of {@link openPostgres}. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; several hosts separated by commas follow the writable one. */
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

/** Opens a pool on a real Postgres. Connects lazily: an unreachable server shows at the first query. */
export function openPostgres(options: PostgresOptions): OpenDatabase {
  // Not through URL, which knows no list of hosts.
  const [address = '', query] = options.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const prepare = options.prepare ?? parameters.get('prepare') !== 'false';
  parameters.delete('prepare');
  const client = openPool(parameters.size === 0 ? address : `${address}?${parameters}`, {
    max: options.poolSize ?? 10,
    prepare,
    connect_timeout: 10,
    // The driver's own waits up to 20 seconds between two tries, which holds up whoever asks, also after the database has come back.
    backoff: (retries) => Math.min(0.05 * 2 ** retries, 1) * (0.5 + Math.random() / 2),
    idle_timeout: 60,
    onnotice: () => undefined,
    // The driver would ask each new connection for the array types, and nobody would hear it when that fails: an unhandled rejection, which
    // ends the process. Drizzle reads and writes arrays itself.
    fetch_types: false,
    connection: { application_name: 'connection-config', ...(prepare ? limits : {}) },
  });
  return { db: drizzleOnPool(client, { schema }), kind: 'postgres', close: () => client.end({ timeout: 5 }) };
}
