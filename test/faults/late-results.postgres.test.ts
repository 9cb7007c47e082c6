import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { rotationClasses } from '../../server/catalog/provider.ts';
import { paths } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import type { Edit } from '../attacks/attack-case.ts';
import { checkInvariants } from './check-invariants.ts';
import { aboutToSend, accidents } from './crash-points.ts';
import { startFaultWorld, type FaultWorld } from './fault-world.ts';
import type { ProviderStep } from './ledger-provider.ts';

/** Holds the next answer at this step. */
function holdAt(step: ProviderStep, { provider }: FaultWorld): { readonly reached: Promise<unknown>; release(): void } {
  const reached = Promise.withResolvers<undefined>();
  const released = Promise.withResolvers<undefined>();
  provider.onStep = (at) => {
    if (at !== step) return;
    provider.onStep = () => undefined;
    reached.resolve(undefined);
    return released.promise;
  };
  return { reached: reached.promise, release: () => released.resolve(undefined) };
}

const version = async ({ database }: FaultWorld) =>
  (await rowsOf<{ version: number }>(database, sql`select version from credentials`))[0]?.version;

describe('R06: the holder of a lease is frozen for longer than that lasts', { concurrency: 2 }, () => {
  for (const rotation of rotationClasses) {
    it(`R06 ${rotation}: what it brings late is stored where nothing newer is, else left, and never revoked; the next renewal works`, async () => {
      const world = await startFaultWorld(rotation);
      try {
        const frozen = await world.startHub();
        await world.connect(frozen, 'acme');
        const answer = holdAt('committed', world);
        // Long enough for nobody to have to hurry.
        await world.database.db.execute(
          sql`update credentials set refresh_due_at = now(), expires_at = now() + interval '10 minutes'`,
        );
        await answer.reached;
        frozen.process.child.kill('SIGSTOP');
        answer.release();
        const other = await world.startHub();
        await world.database.db.execute(sql`update credentials set lease_until = now(), refresh_due_at = now()`);
        const journal = () => rowsOf<{ outcome: string }>(world.database, sql`select outcome from credential_attempts`);
        await eventually('another one has dealt with it', async () => {
          const outcomes = (await journal()).map(({ outcome }) => outcome);
          return outcomes.includes('in_doubt') && outcomes.some((outcome) => outcome === 'stored' || outcome === 'not_sent');
        });
        const isStrict = rotation === 'rotating_strict';
        assert.equal(
          await version(world),
          isStrict ? 1 : 2,
          'a strict provider is not shown the token twice while there is time',
        );
        frozen.process.child.kill('SIGCONT');
        const metrics = async () => (await fetch(frozen.url + paths.metrics, { headers: { connection: 'close' } })).text();
        const told = isStrict ? 'outcome="refreshed"' : 'outcome="superseded"';
        await eventually('the late one is dealt with', async () => (await metrics()).includes(told), 20_000);
        assert.equal(await version(world), 2);
        assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
        await world.makeDue();
        await eventually('renewed again', async () => (await version(world)) === 3, 20_000);
        assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
        await other.kill();
      } finally {
        await world.stop();
      }
    });
  }
});

it('R06 R28: the holder of a lease that wakes too late presents nothing', async () => {
  const world = await startFaultWorld('rotating_strict');
  try {
    // It stands still for ten seconds, and may be five late.
    const shortLease: Edit = {
      file: 'server/services/refresh-credential.ts',
      find: 'const leaseSeconds = 60;',
      replace: 'const leaseSeconds = 25;',
    };
    const late = await world.startHub({ edits: [shortLease, aboutToSend(accidents.stalled).edit] });
    await world.connect(late, 'acme');
    await world.makeDue();
    const isLeased = async () =>
      (await rowsOf(world.database, sql`select 1 from credentials where lease_until > now()`)).length === 1;
    await eventually('it holds the lease', isLeased);
    await world.startHub();
    await world.database.db.execute(sql`update credentials set lease_until = now(), refresh_due_at = now()`);
    await eventually('another one renews', async () => (await version(world)) === 2);
    await eventually('it is awake', async () => late.process.written().includes('lease_too_old'), 20_000);
    await world.untilSteady();
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
    assert.deepEqual([world.provider.ledger.refreshes, world.provider.ledger.reuses], [1, 0]);
  } finally {
    await world.stop();
  }
});

it('R04: a request that reaches a strict provider after the next one has ended a grant, and nobody knows: outcome_unknown', async () => {
  const world = await startFaultWorld('rotating_strict');
  try {
    const impatient: Edit = {
      file: 'server/egress/egress.ts',
      find: 'const callDeadlineSeconds = 20;',
      replace: 'const callDeadlineSeconds = 1;',
    };
    const hub = await world.startHub({ edits: [impatient] });
    await world.connect(hub, 'acme');
    const first = holdAt('received', world);
    await world.makeDue();
    await first.reached;
    const isPlanned = async () => (await rowsOf(world.database, sql`select 1 from credentials where failures = 1`)).length === 1;
    await eventually('given up', isPlanned, 10_000);
    await world.makeDue();
    await eventually('renewed all the same', async () => (await version(world)) === 2, 10_000);
    first.release();
    await eventually('it arrives', () => Promise.resolve(world.provider.ledger.reuses === 1));
    await world.makeDue();
    await world.untilSteady();
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: { outcome_unknown: 1 }, live: 0 });
  } finally {
    await world.stop();
  }
});

it('R12: what else is written to a connection during its renewal does not keep the new tokens from being stored', async () => {
  const world = await startFaultWorld('rotating_strict');
  try {
    const hub = await world.startHub();
    const vendor = new Vendor(hub);
    const id = await world.connect(hub, 'acme');
    const answer = holdAt('committed', world);
    await world.makeDue();
    await answer.reached;
    // Status, last use, log lines and the customer's name.
    for (const outcome of ['used', 'failed', 'used', 'used'] as const) {
      assert.equal(
        (await vendor.send('POST', paths.usage(id), outcome === 'failed' ? { outcome, status: 500 } : { outcome })).status,
        204,
      );
      assert.equal((await vendor.send('PUT', paths.customer('acme'), { name: outcome })).status, 200);
      await world.database.db.execute(sql`update connections set last_used_at = now() - interval '1 hour'`);
    }
    answer.release();
    await eventually('stored', async () => (await version(world)) === 2);
    await world.untilSteady();
    assert.deepEqual([world.provider.ledger.refreshes, world.provider.ledger.reuses], [1, 0]);
    const [row] = await rowsOf<{ status: string }>(world.database, sql`select status from connections`);
    assert.equal(row?.status, 'active');
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
  } finally {
    await world.stop();
  }
});
