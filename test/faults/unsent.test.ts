import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startModelHub } from './model-hub.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

it('E08: a renewal whose connection breaks before anything is sent is sent again at once, and once only', async () => {
  const hub = await startModelHub(database, 'rotating_strict', () => Promise.resolve());
  const failures = async () =>
    (await rowsOf<{ failures: number }>(database, sql`select failures from credentials`)).map((row) => row.failures);
  await hub.connect();
  await hub.expire();
  hub.breakNextCalls(1);
  await hub.refresh();
  assert.deepEqual([hub.refreshes, await failures()], [1, [0]]);

  await hub.expire();
  hub.breakNextCalls(2);
  await hub.refresh();
  assert.deepEqual([hub.refreshes, await failures()], [1, [1]], 'the rest is for later');
  assert.deepEqual((await hub.check()).violations, []);
});
