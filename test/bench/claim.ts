import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { createStorage, migrate, openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { createDatabase } from '../support/postgres.ts';
import { format, median, quantile, spread } from './measure.ts';

const sizes = [10_000, 1_000_000];
const claims = 60;
const batch = 100;

/** Finding and claiming what is due, with few and with many connections stored, 1 % of them due. */
export async function benchClaim(postgresUrl: string): Promise<void> {
  console.log(`\nClaiming ${batch} due connections of which 1 % are due`);
  const medians: number[] = [];
  for (const size of sizes) {
    const { url, drop } = await createDatabase(postgresUrl);
    const database = openPostgres({ url });
    try {
      await migrate(database);
      await seed(url, size);
      const { credentials } = createStorage(database.db, createVault(parseEncryptionKeys(randomBytes(32).toString('base64'))));
      const times: number[] = [];
      for (let claim = 0; claim < claims; claim += 1) {
        await markDue(database, size);
        times.push(await timed(() => credentials.claimDue('bench', 60, batch)));
      }
      await markNoneDue(database);
      const empty: number[] = [];
      for (let poll = 0; poll < claims; poll += 1) empty.push(await timed(() => credentials.claimDue('bench', 60, batch)));
      const sorted = times.toSorted((one, other) => one - other);
      medians.push(median(times));
      console.log(
        `  ${format(size)} stored: ${format(median(times))} ms (${spread(times)}), p99 ${format(quantile(sorted, 0.99))} ms; ` +
          `an empty poll ${format(median(empty))} ms`,
      );
    } finally {
      await database.close();
      await drop();
    }
  }
  console.log(`  ratio ${format((medians[1] ?? Number.NaN) / (medians[0] ?? Number.NaN))}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Over a connection of its own: the server's have a time limit for statements. */
async function seed(url: string, size: number): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  await client`insert into customers (id, external_id) values ('cus', 'bench')`;
  await client`insert into instances (id, customer_id, integration_key, name) values ('ins', 'cus', 'sync', 'Sync')`;
  await client`
    insert into connections (id, customer_id, instance_id, config_var_key, definition_key, status)
    select 'con_' || n, 'cus', 'ins', 'v' || n, 'erp', 'configured' from generate_series(1, ${size}::int) as n`;
  await client`
    insert into credentials (connection_id, customer_id, generation, version, sealed, fingerprint, rotation, refreshable,
      expires_at, refresh_due_at, last_refreshed_at)
    select 'con_' || n, 'cus', 1, 1, decode(repeat('ab', 500), 'hex'), 'f', 'rotating_strict', true,
      now() + interval '1 hour', now() + interval '30 minutes' + n * interval '1 millisecond', now()
    from generate_series(1, ${size}::int) as n`;
  await client`analyze`;
  await client.end();
}

/** The rest is not due anyway. */
async function markNoneDue({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`
    update credentials set refresh_due_at = now() + interval '1 hour', lease_until = null
    where refresh_due_at < now() + interval '5 minutes'`);
}

/** 1 % is due, spread over the table. */
async function markDue({ db }: OpenDatabase, size: number): Promise<void> {
  await db.execute(sql`
    update credentials set refresh_due_at = now() - interval '1 second', lease_until = null, lease_owner = null
    where connection_id in (select 'con_' || (n * 100) from generate_series(1, ${size / 100}::int) as n)
      and (lease_until is not null or refresh_due_at > now())`);
}
