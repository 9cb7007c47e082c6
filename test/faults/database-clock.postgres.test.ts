import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { rowsOf } from '../support/rows-of.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld, type FaultWorld } from './fault-world.ts';

/** Ten minutes, in seconds: many leases long. */
const step = 600;

describe('R25: the clock of the database is stepped', { concurrency: 1 }, () => {
  let clock: FakeClock;
  let postgres: PostgresServer;
  before(async () => {
    clock = createFakeClock(0);
    postgres = await startPostgres({ environment: clock.environment });
    process.env['TEST_DATABASE_URL'] = postgres.url;
  });
  after(async () => {
    await postgres.stop();
    clock.remove();
  });

  const versions = async ({ database }: FaultWorld) =>
    (await rowsOf<{ version: number }>(database, sql`select version from credentials`)).map(({ version }) => version);
  const outcomes = async ({ database }: FaultWorld) =>
    (await rowsOf<{ outcome: string }>(database, sql`select outcome from credential_attempts order by created_at`)).map(
      ({ outcome }) => outcome,
    );

  for (const rotation of ['non_rotating', 'rotating_grace'] as const) {
    it(`R25 ${rotation}: ahead, a lease ends early, two renew one version, and one of the two is accepted`, async () => {
      clock.set(0);
      const world = await startFaultWorld(rotation);
      try {
        await world.connect(await world.startHub(), 'acme');
        const held = Promise.withResolvers<undefined>();
        const released = Promise.withResolvers<undefined>();
        world.provider.onStep = (at) => {
          if (at !== 'committed') return;
          world.provider.onStep = () => undefined;
          held.resolve(undefined);
          return released.promise;
        };
        await world.makeDue();
        await held.promise;
        clock.set(step);
        const other = await world.startHub();
        await eventually('the other one renews', async () => (await versions(world)).includes(2), 20_000);
        released.resolve(undefined);
        await eventually('the late one comes back', async () => (await outcomes(world)).length === 2);
        await world.untilSteady();
        assert.deepEqual(await versions(world), [2], 'accepted once');
        assert.deepEqual((await outcomes(world)).filter((outcome) => outcome === 'stored').length, 1);
        assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
        await other.kill();
      } finally {
        await world.stop();
      }
    });
  }

  it('R25: back, the lease of a server that died lasts longer; nobody else renews meanwhile, and somebody does when it ends', async () => {
    clock.set(0);
    const world = await startFaultWorld('rotating_strict');
    try {
      const doomed = await world.startHub();
      const id = await world.connect(doomed, 'acme');
      const held = Promise.withResolvers<undefined>();
      world.provider.onStep = (at) => {
        if (at !== 'received') return;
        world.provider.onStep = () => undefined;
        held.resolve(undefined);
        return new Promise(() => undefined);
      };
      await world.makeDue();
      await held.promise;
      // Not through the world, which would end its lease.
      doomed.process.child.kill('SIGKILL');
      await doomed.process.ended;
      clock.set(-step);
      const other = new Vendor(await world.startHub());
      // By the database's clock the old token is good for ten minutes yet, and so is the lease.
      const { status, body } = await other.send<Credentials>('POST', paths.credentials(id), {});
      assert.deepEqual([status, world.provider.ledger.isUsable(body.token?.access_token ?? '')], [200, true]);
      assert.deepEqual([await versions(world), world.provider.ledger.refreshes], [[1], 0]);
      clock.set(step);
      await eventually('renewed', async () => (await versions(world)).includes(2), 20_000);
      assert.deepEqual([world.provider.ledger.refreshes, world.provider.ledger.reuses], [1, 0]);
      assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
    } finally {
      await world.stop();
    }
  });
});
