import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'drizzle-orm';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startFaultWorld } from './fault-world.ts';
import { seedHerd } from './seed-herd.ts';

it('R21 when a provider answers 429 to everything of one client its calls drop to those under way at once, and others keep flowing', async (t) => {
  const world = await startFaultWorld('rotating_strict');
  try {
    const { provider, database } = world;
    await seedHerd(world, 200);
    const hubs = await Promise.all([1, 2].map(() => world.startHub({ clientCallsPerSecond: 20 })));
    const [hub] = hubs;
    assert.ok(hub);
    const others = ['acme', 'globex', 'initech'];
    for (const customer of others) await world.connect(hub, customer, 'calm');
    provider.limited.add('app');
    provider.retryAfterSeconds = 4;
    const calls: Record<string, number[]> = { app: [], calm: [] };
    provider.onRefresh = (clientId) => calls[clientId]?.push(Date.now());
    await world.makeDue();
    const renewed = async (version: number) =>
      (await rowsOf(database, sql`select 1 from credentials where version = ${version}`)).length;
    await eventually('the others are renewed', async () => (await renewed(2)) === others.length, 30_000);
    assert.equal(calls['calm']?.length, others.length);
    const app = calls['app'] ?? [];
    await eventually('three times it was asked for patience', () => app.at(-1)! - app[0]! > 2 * 4_000, 60_000);

    // Two servers send 80 calls in four seconds when nobody minds; only those under way when it is said are not held back.
    const intervals = Math.ceil((app.at(-1)! - app[0]!) / 4_000);
    t.diagnostic(
      `${app.length} calls in ${intervals} intervals of ${provider.retryAfterSeconds} s, instead of ${intervals * 80}`,
    );
    assert.ok(app.length <= 10 * intervals, `${app.length} calls`);
    const red = sql`select 1 from connections where status = 'error' or id in (select connection_id from credentials where failures > 3)`;
    assert.equal((await rowsOf(database, red)).length, 0);

    provider.limited.clear();
    await eventually('everybody is renewed when it is over', async () => (await renewed(2)) === 200 + others.length, 60_000);
    assert.equal(provider.ledger.reuses, 0);
  } finally {
    await world.stop();
  }
});
