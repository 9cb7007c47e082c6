import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startFaultWorld, type FaultWorld } from './fault-world.ts';
import { seedHerd } from './seed-herd.ts';

/** When each renewal reached the provider, in milliseconds since 1970. */
function arrivalsAt({ provider }: FaultWorld): number[] {
  const arrivals: number[] = [];
  provider.onStep = (step) => {
    if (step === 'received') arrivals.push(Date.now());
  };
  return arrivals;
}

/** Calls are never early. They may be late where this machine is slow, so a second's worth more is let pass in five. */
function assertPaced(test: TestContext, arrivals: readonly number[], perSecond: number): void {
  let first = 0;
  let most = 0;
  let mostInOne = 0;
  for (let last = 0; last < arrivals.length; last += 1) {
    while ((arrivals[last] ?? 0) - (arrivals[first] ?? 0) >= 5_000) first += 1;
    most = Math.max(most, last - first + 1);
    const second = arrivals.filter((at) => at > (arrivals[last] ?? 0) - 1_000 && at <= (arrivals[last] ?? 0)).length;
    if (last % 100 === 0) mostInOne = Math.max(mostInOne, second);
  }
  const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
  test.diagnostic(
    `${arrivals.length} renewals in ${seconds.toFixed(1)} s at ${perSecond}/s: at most ${mostInOne} in a second, ${most} in five`,
  );
  assert.ok(most <= 6 * perSecond, `${most} renewals in five seconds`);
  assert.ok(arrivals.length <= (seconds + 1) * perSecond + 1, 'and in all no more than there were turns');
}

const renewed = async ({ database }: FaultWorld): Promise<number> => {
  const [row] = await rowsOf<{ count: number }>(database, sql`select count(*)::int as count from credentials where version = 2`);
  return row?.count ?? 0;
};
const red = ({ database }: FaultWorld) => rowsOf(database, sql`select id, reason from connections where status = 'error'`);

describe('more renewals than a provider takes at once', { concurrency: 1 }, () => {
  it('R22 R35: of 10,000 tokens that end in the same second two servers renew five a second and no more, none twice, and serve whoever asks', async (t) => {
    const count = 10_000;
    const perSecond = 5;
    const world = await startFaultWorld('rotating_strict');
    try {
      const ids = await seedHerd(world, count);
      const hubs = await Promise.all([1, 2].map(() => world.startHub({ clientCallsPerSecond: perSecond })));
      const arrivals = arrivalsAt(world);
      await world.database.db.execute(
        sql`update credentials set refresh_due_at = now(), last_refreshed_at = now() - interval '1 hour', expires_at = now() + interval '10 seconds'`,
      );
      for (let asked = 0; arrivals.length < 100; asked += 1) {
        const hub = hubs[asked % 2];
        assert.ok(hub);
        // Before their end with what is left, after it with a new one.
        const { status, body } = await new Vendor(hub).send<Credentials>('POST', paths.credentials(ids[asked * 7] ?? ''), {});
        assert.equal(status, 200, JSON.stringify(body));
        assert.ok(world.provider.ledger.isUsable(body.token?.access_token ?? ''));
        await pause(200);
      }
      assertPaced(t, arrivals, perSecond);
      await eventually('what was under way is stored', async () => (await renewed(world)) >= 100, 30_000);
      assert.deepEqual([world.provider.ledger.reuses, await red(world)], [0, []]);
      const unplanned = await rowsOf(world.database, sql`select 1 from credentials where refresh_due_at is null or failures > 0`);
      assert.equal(unplanned.length, 0, 'and the others are still to come');
    } finally {
      await world.stop();
    }
  });

  it('R23: servers that come back after a day renew what waited longest first, at the client’s rate, and nothing turns red', async (t) => {
    const count = 400;
    const perSecond = 50;
    const world = await startFaultWorld('rotating_strict');
    try {
      const ids = await seedHerd(world, count);
      await world.database.db.execute(sql`update credentials set expires_at = now() - interval '1 hour'`);
      for (const [index, id] of ids.entries()) {
        await world.database.db.execute(
          sql`update credentials set refresh_due_at = now() - make_interval(secs => ${86_400 - index * 200}) where connection_id = ${id}`,
        );
      }
      const arrivals = arrivalsAt(world);
      await Promise.all([1, 2].map(() => world.startHub({ clientCallsPerSecond: perSecond })));
      await eventually('all are renewed', async () => (await renewed(world)) === count, 60_000);
      assertPaced(t, arrivals, perSecond);
      const order = world.provider.ledger.grants
        .map(({ tokens }, index) => ({ index, at: tokens[0]?.rotatedAt ?? 0 }))
        .toSorted((one, other) => one.at - other.at);
      const displaced = Math.max(...order.map(({ index }, place) => Math.abs(index - place)));
      assert.ok(displaced <= 100, `one was ${displaced} places from its turn: no more than what two servers hold at once`);
      assert.deepEqual(await red(world), []);
    } finally {
      await world.stop();
    }
  });

  it('R05: fifty connections whose provider never answers hold up none of fifty others', async () => {
    const world = await startFaultWorld('rotating_strict');
    try {
      const ids = await seedHerd(world, 100);
      let hanging = 0;
      world.provider.onStep = (step) => {
        if (step !== 'received' || hanging >= 50) return;
        hanging += 1;
        return new Promise(() => undefined);
      };
      for (const [index, id] of ids.entries()) {
        await world.database.db.execute(
          sql`update credentials set refresh_due_at = now() - make_interval(secs => ${1000 - index}) where connection_id = ${id}`,
        );
      }
      await world.startHub();
      await eventually('the others are renewed', async () => (await renewed(world)) === 50, 30_000);
      const held = await rowsOf(world.database, sql`select 1 from credentials where lease_until is not null`);
      assert.equal(held.length, 50, 'while not one of the fifty has been given up yet');
    } finally {
      await world.stop();
    }
  });

  it('R04: an answer that takes 15 seconds is waited for, and nobody asks twice', async () => {
    const world = await startFaultWorld('rotating_strict');
    try {
      const hubs = await Promise.all([world.startHub(), world.startHub()]);
      const [first] = hubs;
      assert.ok(first);
      const id = await world.connect(first, 'acme');
      world.provider.onStep = (step) => (step === 'received' ? pause(15_000) : undefined);
      await world.makeDue();
      const asked = Array.from({ length: 5 }, () => hubs).flat();
      const answers = await Promise.all(asked.map((hub) => new Vendor(hub).send<Credentials>('POST', paths.credentials(id), {})));
      assert.deepEqual(
        answers.map(({ status, body }) => [status, world.provider.ledger.isUsable(body.token?.access_token ?? '')]),
        asked.map(() => [200, true]),
      );
      assert.equal(world.provider.ledger.refreshes, 1);
    } finally {
      await world.stop();
    }
  });
});
