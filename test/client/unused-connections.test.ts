import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { createClient } from '../../server/client/index.ts';
import { paths, type Problem } from '../../server/contract/index.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

let world: SyncWorld;
before(async () => {
  world = await startSyncWorld();
});
after(() => world.stop());

it('finds what has been set up for so long and not used since', async () => {
  const { vendor, server, database } = world;
  const client = createClient({ baseUrl: server.url, apiKey: server.apiKey });
  const ids: Record<string, string> = {};
  for (const customer of ['never-used', 'used-lately', 'used-long-ago', 'new']) {
    const page = await vendor.openPage({ customer: { id: customer } });
    await page.save('warehouse', { host: 'store.example', accessKey: 'key' });
    ids[customer] = (await page.connection('warehouse')).id;
  }
  await database.db.execute(sql`update connections set created_at = now() - interval '200 days' where id <> ${ids['new']}`);
  for (const customer of ['used-lately', 'used-long-ago']) await client.reportUsage(ids[customer] ?? '', { outcome: 'used' });
  await database.db.execute(
    sql`update connections set last_used_at = now() - interval '91 days' where id = ${ids['used-long-ago']}`,
  );
  const unused = async (days: number) => {
    const found: string[] = [];
    for await (const { customer } of client.unusedConnections(days)) found.push(customer);
    return found.toSorted();
  };
  assert.deepEqual(await unused(90), ['never-used', 'used-long-ago']);
  assert.deepEqual(await unused(92), ['never-used']);
});

for (const days of ['0', '-1', 'x', '1.5', '10000']) {
  it(`refuses unusedForDays=${days}`, async () => {
    const { status, body } = await world.vendor.send<Problem>('GET', `${paths.connections}?unusedForDays=${days}`);
    assert.deepEqual([status, body.code], [400, 'invalid_request']);
  });
}
