import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials, type Problem } from '../../server/contract/index.ts';
import { Window } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';
import { makeRefreshDue } from '../support/time-travel.ts';

let world: SyncWorld;
before(async () => {
  world = await startSyncWorld({ background: true });
});
after(() => world.stop());

it('R31: of 3 connections that are due, one whose row is corrupt turns red, and the background renews the other 2', async () => {
  const { vendor, server, database } = world;
  const pages = await Promise.all(['one', 'two', 'three'].map((id) => vendor.openPage({ customer: { id } })));
  for (const page of pages) await page.connect('erp', new Window(server));
  const ids = await Promise.all(pages.map(async (page) => (await page.connection('erp')).id));
  const handOver = (id: string | undefined) => vendor.send<Credentials & Problem>('POST', paths.credentials(id ?? ''), {});
  const before = await Promise.all(ids.map(async (id) => (await handOver(id)).body.version));
  await database.db.execute(sql`
    update credentials set sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)
    where connection_id = ${ids[1]}`);
  await makeRefreshDue(database);

  await eventually('both others are renewed', async () => {
    const versions = await Promise.all([ids[0], ids[2]].map(async (id) => (await handOver(id)).body.version));
    return versions[0] === (before[0] ?? 0) + 1 && versions[1] === (before[2] ?? 0) + 1;
  });
  assert.equal((await handOver(ids[1])).body.code, 'decrypt_failed');
  const statuses = await Promise.all(pages.map(async (page) => page.connection('erp')));
  assert.deepEqual(
    statuses.map(({ status, reason }) => [status, reason]),
    [
      ['configured', undefined],
      ['error', 'decrypt_failed'],
      ['configured', undefined],
    ],
  );
});
