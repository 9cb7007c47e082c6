import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isLockLost } from './database-error.ts';
import type { Database, OpenDatabase } from './database.ts';
import { bigint, desc, pgSchema, readMigrationFiles, serial, sql, text } from './drizzle.ts';
import { prepareTenantRole, type TenantRole } from './tenant-role.ts';

// "connect" in ASCII, so that the number can be recognised in pg_locks.
const migrationLock = 0x636f6e6e656374n;

const mostTries = 10;
const pauseMs = 500;

// Drizzle's own bookkeeping table, so that its tools agree with us on what has been applied.
const applied = pgSchema('drizzle').table('__drizzle_migrations', {
  id: serial('id').primaryKey(),
  hash: text('hash').notNull(),
  createdAt: bigint('created_at', { mode: 'number' }),
});

/**
 * Brings the schema up to date, all or nothing. Safe with any number of servers starting at once: drizzle's own migrators race on an
 * empty database and open their transaction themselves, so here one transaction takes an advisory lock, then applies what is missing.
 * A transaction lock also works through a transaction-mode pooler, where a session lock would be left behind on another's connection.
 * A migration locks many tables, and servers that run meanwhile lock them in an order of their own: one that loses a lock begins again.
 * @returns whether the database keeps customers apart by itself, too.
 */
export async function migrate(database: OpenDatabase): Promise<TenantRole> {
  const migrations = readMigrationFiles({ migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
  const apply = () =>
    database.db.transaction(async (tx) => {
      await applyMissing(tx, migrations);
      return prepareTenantRole(tx);
    });
  return database.withoutTimeLimit(async () => {
    for (let triesLeft = mostTries - 1; ; triesLeft -= 1) {
      try {
        return await apply();
      } catch (error) {
        if (triesLeft === 0 || !isLockLost(error)) throw error;
        await pause(pauseMs * (0.5 + Math.random()));
      }
    }
  });
}

async function applyMissing(tx: Database, migrations: ReturnType<typeof readMigrationFiles>): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${migrationLock.toString()}::bigint)`);
  await tx.execute(sql`set local statement_timeout = 0`);
  await tx.execute(sql`create schema if not exists drizzle`);
  await tx.execute(sql`create table if not exists ${applied} (id serial primary key, hash text not null, created_at bigint)`);
  const [last] = await tx.select({ createdAt: applied.createdAt }).from(applied).orderBy(desc(applied.createdAt)).limit(1);
  for (const migration of migrations) {
    if (last?.createdAt != null && migration.folderMillis <= last.createdAt) continue;
    for (const statement of migration.sql) await tx.execute(sql.raw(statement));
    await tx.insert(applied).values({ hash: migration.hash, createdAt: migration.folderMillis });
  }
}
