import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import postgres from 'postgres';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { createDatabaseOfOrdinaryRole } from '../support/ordinary-role.ts';
import { createDatabase, type TestDatabase } from '../support/postgres.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

describe('servers that start on one Postgres', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-start-'));
  const running = new Set<ServerProcess>();
  let database: TestDatabase;
  let environment: Record<string, string>;

  before(() =>
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ components: [], integrations: [{ key: 'sync', name: 'Sync' }] })),
  );
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    database = await createDatabase(process.env['TEST_DATABASE_URL'] ?? '');
    environment = {
      DATABASE_URL: database.url,
      API_KEY: randomBytes(32).toString('hex'),
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      CONNECTIONS_CONFIG: join(folder, 'config.json'),
    };
  });
  afterEach(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
    running.clear();
    await database.drop();
  });

  async function start(changes: Record<string, string> = {}): Promise<ServerProcess> {
    const server = startServerProcess({ ...environment, PORT: String(await freePort()), ...changes });
    running.add(server);
    return server;
  }
  async function migrationsApplied(): Promise<number> {
    const client = postgres(database.url, { max: 1, onnotice: () => undefined });
    const [row] = await client`select count(*)::int as count from drizzle.__drizzle_migrations`;
    await client.end();
    return (row as { count: number }).count;
  }

  it('two, and five, migrate an empty database at once; every one starts, and each migration is applied once', async () => {
    const two = await Promise.all([start(), start()]);
    await Promise.all(two.map(({ listening }) => listening));
    const applied = await migrationsApplied();
    assert.ok(applied >= 1);
    for (const { child } of two) child.kill('SIGTERM');
    assert.deepEqual(await Promise.all(two.map(({ ended }) => ended)), [0, 0]);

    await database.drop();
    database = await createDatabase(process.env['TEST_DATABASE_URL'] ?? '');
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => start({ DATABASE_URL: database.url })));
    await Promise.all(five.map(({ listening }) => listening));
    assert.equal(await migrationsApplied(), applied);
  });

  it('R33: a migration that was killed leaves nothing half done, and the next start completes it', async () => {
    // Held in the middle: the migration waits for a table name that another transaction has just taken.
    const blocker = postgres(database.url, { max: 1, onnotice: () => undefined });
    const held = Promise.withResolvers<undefined>();
    const holding = blocker.begin(async (tx) => {
      await tx`create table sessions (id text)`;
      await held.promise;
      throw new Error('rolled back');
    });
    const killed = await start();
    const watcher = postgres(database.url, { max: 1, onnotice: () => undefined });
    await eventually('the migration waits in its middle', async () => {
      const [row] = await watcher`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return row !== undefined;
    });
    killed.child.kill('SIGKILL');
    await killed.ended;
    held.resolve(undefined);
    await assert.rejects(holding, /rolled back/);
    await blocker.end();
    await eventually('its transaction is gone', async () => {
      const [row] =
        await watcher`select to_regclass('public.customers') as name, (select count(*)::int from pg_stat_activity where datname = current_database()) as open`;
      return row?.['name'] === null && row['open'] === 1;
    });
    await watcher.end();
    const next = await start();
    await next.listening;
    assert.ok((await migrationsApplied()) >= 1);
  });

  it('says in one line that the password or the database is wrong', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const server = await start({ DATABASE_URL: url.href });
    assert.equal(await server.ended, 1);
    assert.match(server.written(), /^The database in DATABASE_URL cannot be reached/);
    assert.equal(server.written().split('\n').length, 1);
  });

  it('starts where it may make no role, and doctor says what an administrator has to run', async () => {
    const own = await createDatabaseOfOrdinaryRole(process.env['TEST_DATABASE_URL'] ?? '');
    const doctor = async () => {
      const program = ['--conditions=source', join(import.meta.dirname, '../../server/cli/main.ts'), 'doctor'];
      const run = startServerProcess({ ...environment, DATABASE_URL: own.url }, [], program);
      assert.equal(await run.ended, 0);
      return run.written();
    };
    try {
      const server = await start({ DATABASE_URL: own.url });
      await server.listening;
      assert.match(server.written(), /does not keep customers apart by row-level security/);
      const remedy = /An administrator of it has to run: (.*)/.exec(await doctor())?.[1];
      assert.match(remedy ?? '', /^create role "connection_config_\w+" nologin; grant /);
      await own.administer(remedy ?? '');
      assert.doesNotMatch(await doctor(), /row-level security/);
      server.child.kill('SIGTERM');
      assert.equal(await server.ended, 0);
    } finally {
      await own.drop();
    }
  });
});
