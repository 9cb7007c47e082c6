import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { projectRoot } from '../support/runner/run-program.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld, type FaultWorld, type Hub } from './fault-world.ts';

/** The last one that an older server does not live with. Nothing was released before it. */
const lastBreaking = '0011_client_turns';

describe('R32: an old and a new version of the server at the same time', { concurrency: 2 }, () => {
  it('R32: SIGTERM with renewals under way, one of them never answered, ends a server by itself, and loses none', async () => {
    const world = await startFaultWorld('rotating_strict');
    try {
      const old = await world.startHub();
      const ids: string[] = [];
      for (let customer = 0; customer < 6; customer += 1) ids.push(await world.connect(old, `customer-${customer}`));
      const stopped = Promise.withResolvers<undefined>();
      let sent = 0;
      world.provider.onStep = (step) => {
        if (step !== 'received') return;
        sent += 1;
        return sent === 1 ? new Promise(() => undefined) : stopped.promise;
      };
      await world.makeDue();
      await eventually('all are under way', () => sent === ids.length);
      // Somebody waits for what is under way, too.
      await world.database.db.execute(sql`update credentials set expires_at = now()`);
      const waits = new Vendor(old).send<Credentials>('POST', paths.credentials(ids[5] ?? ''), {});
      await world.startHub();
      old.process.child.kill('SIGTERM');
      await eventually('it takes no more', () => refuses(old));
      stopped.resolve(undefined);
      assert.equal(await old.process.ended, 0, 'by itself, before its time is up');
      assert.ok([200, 503].includes((await waits).status));
      const outcomes = await rowsOf(
        world.database,
        sql`select outcome, count(*)::int as count from credential_attempts group by outcome order by outcome`,
      );
      assert.deepEqual(outcomes.slice(-1), [{ outcome: 'stored', count: ids.length - 1 }]);
      world.provider.onStep = () => undefined;
      await world.untilSteady();
      // The provider of the one that was never answered had not looked at it.
      assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: ids.length });
    } finally {
      await world.stop();
    }
  });

  it('R32: a server works on through the next migration, and starts after it, as long as that only adds', async () => {
    const world = await startFaultWorld('rotating_strict');
    try {
      const running = await world.startHub();
      await journey(world, running, 'before');
      await addToEverything(world);
      await journey(world, running, 'after');
      const started = await world.startHub();
      await journey(world, started, 'started');
      assert.doesNotMatch(running.process.written() + started.process.written(), /"level":"error"/);
    } finally {
      await world.stop();
    }
  });

  const files = globSync('server/storage/migrations/*.sql', { cwd: projectRoot }).toSorted();
  for (const file of files.filter((path) => basename(path, '.sql') > lastBreaking)) {
    it(`R32: the migration ${basename(file, '.sql')} only adds`, () => {
      assert.deepEqual(breaking(readFileSync(join(projectRoot, file), 'utf8')), []);
    });
  }

  it('R32: a migration that does more is seen', () => {
    const bad = [
      'ALTER TABLE "flows" RENAME COLUMN "locale" TO "language";',
      'ALTER TABLE "flows" DROP COLUMN "locale";',
      'ALTER TABLE "flows" ADD COLUMN "wanted" text NOT NULL;',
      'ALTER TABLE "flows" ALTER COLUMN "locale" SET NOT NULL;',
      'ALTER TABLE "flows" ALTER COLUMN "locale" SET DATA TYPE integer;',
      'CREATE UNIQUE INDEX "flows_locale" ON "flows" USING btree ("locale");',
      'ALTER TABLE "flows" ADD CONSTRAINT "flows_locale_unique" UNIQUE("locale");',
      'DROP TABLE "flows";',
      "UPDATE flows SET locale = 'en';",
    ];
    for (const statement of bad) assert.deepEqual(breaking(statement), [statement]);
    const seen = files.filter((file) => breaking(readFileSync(join(projectRoot, file), 'utf8')).length > 0);
    assert.deepEqual(
      seen.map((file) => basename(file, '.sql')),
      [lastBreaking],
    );
  });
});

/** Statements that a server which does not know them may stumble over. */
function breaking(migration: string): string[] {
  const statements = migration
    .split('--> statement-breakpoint')
    .map((statement) => statement.trim())
    .filter(Boolean);
  const created = new Set(statements.flatMap((statement) => /^CREATE TABLE "(\w+)"/.exec(statement)?.[1] ?? []));
  const added = new Set(
    statements.flatMap((statement) => {
      const [, table, column] = /^ALTER TABLE "(\w+)" ADD COLUMN "(\w+)"/.exec(statement) ?? [];
      return table === undefined ? [] : [`${table}.${column}`];
    }),
  );
  /** Nothing that an older server writes can break a rule about what it does not know. */
  const isUnknown = (table: string | undefined, columns: string | undefined) =>
    created.has(table ?? '') || [...(columns ?? '').matchAll(/"(\w+)"/g)].some(([, column]) => added.has(`${table}.${column}`));
  return statements.filter((statement) => {
    if (/^CREATE (TABLE|SEQUENCE|INDEX) /.test(statement)) return false;
    const [, column] = /^ALTER TABLE "\w+" ADD COLUMN (.*);$/s.exec(statement) ?? [];
    if (column !== undefined) return column.includes('NOT NULL') && !column.includes('DEFAULT');
    const [, uniqueTable, uniqueColumns] = /^CREATE UNIQUE INDEX "\w+" ON "(\w+)" USING btree \((.*?)\)/.exec(statement) ?? [];
    if (uniqueTable !== undefined) return !isUnknown(uniqueTable, uniqueColumns);
    const [, table, columns] =
      /^ALTER TABLE "(\w+)" ADD CONSTRAINT "\w+" (?:UNIQUE|FOREIGN KEY|CHECK) ?\((.*?)\)/.exec(statement) ?? [];
    if (table !== undefined) return !isUnknown(table, columns);
    // What is allowed from now on was not forbidden before.
    return !/^ALTER TABLE "\w+" (DROP CONSTRAINT|ALTER COLUMN "\w+" DROP NOT NULL)/.test(statement);
  });
}

/** What the next version may do to the schema, to every table, with its entry in the list of migrations. */
async function addToEverything({ database }: FaultWorld): Promise<void> {
  const tables = await rowsOf<{ name: string }>(
    database,
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  assert.ok(tables.length > 10);
  for (const { name } of tables) {
    const table = sql.identifier(name);
    await database.db.execute(
      sql`alter table ${table} add column of_next_version text, add column next_default integer default 7 not null`,
    );
    await database.db.execute(sql`create index on ${table} (of_next_version)`);
  }
  await database.db.execute(sql`create table of_next_version (id text primary key)`);
  await database.db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('next', 4102444800000)`);
}

/** A sign-in, a renewal by the background, one for whoever asks, a use, DISCONNECT, and a sign-in again. */
async function journey(world: FaultWorld, hub: Hub, customer: string): Promise<void> {
  const vendor = new Vendor(hub);
  const id = await world.connect(hub, customer);
  const version = async () =>
    (await rowsOf<{ version: number }>(world.database, sql`select version from credentials where connection_id = ${id}`))[0]
      ?.version;
  await world.database.db.execute(sql`
    update credentials set refresh_due_at = now(), last_refreshed_at = now() - interval '1 hour', expires_at = now() + interval '10 seconds'
    where connection_id = ${id}`);
  await eventually('the background renews', async () => (await version()) === 2);
  await world.database.db.execute(
    sql`update credentials set last_refreshed_at = now() - interval '1 hour', expires_at = now() where connection_id = ${id}`,
  );
  const answer = await vendor.send<Credentials>('POST', paths.credentials(id), {});
  assert.deepEqual([answer.status, world.provider.ledger.isUsable(answer.body.token?.access_token ?? '')], [200, true]);
  assert.equal(await version(), 3);
  assert.equal((await vendor.send('POST', paths.usage(id), { outcome: 'used' })).status, 204);
  assert.equal((await vendor.send('POST', paths.vendorDisconnect(id))).status, 200);
  assert.equal(await world.connect(hub, customer), id);
  await world.untilRevoked();
  assert.deepEqual((await checkInvariants(world)).violations, []);
}

const refuses = ({ url }: Hub): Promise<boolean> =>
  fetch(url + paths.healthz, { headers: { connection: 'close' } }).then(
    () => false,
    () => true,
  );
