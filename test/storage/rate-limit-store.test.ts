import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { defaultRateLimits } from '../../server/services/rate-limits.ts';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { rowsOf } from '../support/rows-of.ts';

/** So long that no time passes for it while a test runs. */
const long = 1_000_000;

describe('the count of requests', () => {
  let database: TestDatabase;
  let limits: Storage['rateLimits'];
  before(async () => {
    database = await openTestDatabase();
    limits = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey))).rateLimits;
  });
  after(() => database.close());

  const isCounted = async (name: string, count: number, seconds = long) =>
    (await limits.count([{ key: Buffer.from(name), count, seconds }])) === undefined;

  for (const [name, count] of Object.entries<number>({ ...defaultRateLimits })) {
    it(`lets ${count} ${name} pass and not one more, nor one that asks at the same moment`, async () => {
      const asked = await Promise.all(Array.from({ length: count + 3 }, () => isCounted(name, count)));
      assert.equal(asked.filter(Boolean).length, count);
      assert.equal(await isCounted(name, count), false);
    });
  }

  it('says when there is room by the database’s clock, and there is room then and not before', async () => {
    assert.equal(await isCounted('soon', 1, 0.5), true);
    const wait = (await limits.count([{ key: Buffer.from('soon'), count: 1, seconds: 0.5 }]))?.inSeconds ?? 0;
    assert.ok(wait > 0 && wait <= 0.5, String(wait));
    await pause(wait * 1000 + 5);
    assert.equal(await isCounted('soon', 1, 0.5), true);
    assert.equal(await isCounted('not yet', 2), true);
    assert.equal(await isCounted('not yet', 2), true);
    await database.db.execute(sql`update rate_limits set free_at = free_at - interval '499990 seconds' where key = 'not yet'`);
    assert.equal(await isCounted('not yet', 2), false);
    await database.db.execute(sql`update rate_limits set free_at = free_at - interval '10 seconds' where key = 'not yet'`);
    assert.equal(await isCounted('not yet', 2), true);
    assert.equal(await isCounted('not yet', 2), false);
  });

  it('counts under several limits at once, and under none after the one that refuses', async () => {
    const limit = (name: string, count: number) => ({ key: Buffer.from(name), count, seconds: long });
    const ask = async (user: string) => (await limits.count([limit(user, 2), limit('their customer', 4)]))?.index;
    assert.deepEqual([await ask('ada'), await ask('ada')], [undefined, undefined]);
    assert.deepEqual([await ask('ada'), await ask('ada'), await ask('ada')], [0, 0, 0]);
    const asked = await Promise.all(['bob', 'cid', 'dan', 'eve'].map(ask));
    assert.deepEqual(asked.toSorted(), [1, 1, undefined, undefined]);
  });

  it('saves nothing up: after any rest no more than the limit pass at once', async () => {
    assert.equal(await isCounted('rested', 2), true);
    await database.db.execute(sql`update rate_limits set free_at = free_at - interval '1 year' where key = 'rested'`);
    assert.deepEqual(
      [await isCounted('rested', 2), await isCounted('rested', 2), await isCounted('rested', 2)],
      [true, true, false],
    );
  });

  it('is forgotten when all of it has passed, and not before', async () => {
    await isCounted('gone', 1, 0.001);
    await isCounted('there', 1);
    await pause(5);
    await limits.sweep();
    const rows = await rowsOf<{ name: string }>(database, sql`select encode(key, 'escape') as name from rate_limits`);
    const names = new Set(rows.map(({ name }) => name));
    assert.deepEqual([names.has('gone'), names.has('there')], [false, true]);
  });
});
