import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import postgres, { type Sql } from 'postgres';
import { migrate, openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { eventually } from '../support/eventually.ts';
import { createDatabase, type TestDatabase } from '../support/postgres.ts';

describe('a migration that meets the locks of others', () => {
  let own: TestDatabase;
  let database: OpenDatabase;
  let other: Sql;
  let watcher: Sql;

  beforeEach(async () => {
    own = await createDatabase(process.env['TEST_DATABASE_URL'] ?? '');
    [other, watcher] = [1, 2].map(() => postgres(own.url, { max: 1, onnotice: () => undefined })) as [Sql, Sql];
    database = openPostgres({ url: own.url });
  });
  afterEach(async () => {
    await database.close();
    for (const client of [other, watcher]) await client.end({ timeout: 5 });
    await own.drop();
  });

  const setDefault = (setting: string) => watcher.unsafe(`alter database ${new URL(own.url).pathname.slice(1)} set ${setting}`);
  const untilItWaits = () =>
    eventually('the migration waits', async () => {
      const [row] = await watcher`
        select 1 from pg_stat_activity
        where datname = current_database() and application_name = 'connection-config' and wait_event_type = 'Lock'`;
      return row !== undefined;
    });
  const hasTables = async () => (await watcher<{ there: boolean }[]>`select to_regclass('flows') is not null as there`)[0]?.there;

  it('begins again after a deadlock, of which it is the one that is ended', async () => {
    // The migration looks for a deadlock after five seconds of waiting, the other never does.
    await setDefault(`deadlock_timeout = '5s'`);
    let migrating: Promise<unknown> | undefined;
    const undo = new Error('rolled back');
    const crossing = other.begin(async (tx) => {
      await tx`set local deadlock_timeout = '10min'`;
      await tx`create table sessions (id text)`;
      migrating = migrate(database);
      await untilItWaits();
      // What the migration holds, and lets go of only because it is ended.
      await tx`select pg_advisory_xact_lock(${String(0x636f6e6e656374n)}::bigint)`;
      throw undo;
    });
    await assert.rejects(crossing, undo);
    await migrating;
    assert.equal(await hasTables(), true);
    await eventually('the deadlock is counted', async () => {
      const [row] = await watcher<{ deadlocks: number }[]>`
        select deadlocks::int from pg_stat_database where datname = current_database()`;
      return (row?.deadlocks ?? 0) === 1;
    });
  });

  it('begins again when it has waited for a lock as long as the database lets it', async () => {
    await setDefault(`lock_timeout = '100ms'`);
    const lost = Promise.withResolvers<undefined>();
    const undo = new Error('rolled back');
    const holding = other.begin(async (tx) => {
      await tx`create table sessions (id text)`;
      await lost.promise;
      throw undo;
    });
    const migrating = migrate(database);
    await untilItWaits();
    await eventually('its transaction is over', async () => {
      const [row] = await watcher`
        select 1 from pg_stat_activity
        where datname = current_database() and application_name = 'connection-config' and state <> 'idle'`;
      return row === undefined;
    });
    lost.resolve(undefined);
    await assert.rejects(holding, undo);
    await migrating;
    assert.equal(await hasTables(), true);
  });

  it('does not begin again for any other error', async () => {
    await watcher`create table sessions (id text)`;
    await assert.rejects(migrate(database), (error: { cause?: { code?: string } }) => error.cause?.code === '42P07');
    assert.equal(await hasTables(), false);
  });
});
