import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { rotationClasses, type RotationClass } from '../../server/catalog/provider.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { endLeases } from '../support/time-travel.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld, type FaultWorld } from './fault-world.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { slowWires, spoil, type WireFault } from './wire-faults.ts';

/**
 * How far a call got, as far as the server can know, and whether the provider had it: `not_sent`, nothing left; `in_doubt`, something left
 * and no whole answer came; `stored`, the answer is there.
 */
interface WireCase extends WireFault {
  readonly outcome: 'not_sent' | 'in_doubt' | 'stored';
  /** The provider has rotated. */
  readonly rotates: boolean;
  /** Instead of a toxic: nobody listens. */
  readonly isDown?: true;
}

const silence = { kind: 'timeout', timeoutMs: 0 } as const;

const cases: readonly WireCase[] = [
  ...slowWires.map((fault) => ({ ...fault, outcome: 'stored', rotates: true }) as const),
  { name: 'nobody listens', toxics: {}, isDown: true, outcome: 'not_sent', rotates: false },
  { name: 'the request is swallowed', toxics: { up: silence }, outcome: 'in_doubt', rotates: false },
  { name: 'the answer is swallowed', toxics: { down: silence }, outcome: 'in_doubt', rotates: true },
  { name: 'reset before the request arrives', toxics: { up: { kind: 'reset_peer' } }, outcome: 'in_doubt', rotates: false },
  { name: 'reset before the answer arrives', toxics: { down: { kind: 'reset_peer' } }, outcome: 'in_doubt', rotates: true },
  {
    name: 'cut in the head of the answer',
    toxics: { down: { kind: 'limit_data', bytes: 20 } },
    outcome: 'in_doubt',
    rotates: true,
  },
  {
    name: 'cut in the body of the answer',
    toxics: { down: { kind: 'limit_data', bytes: 200 } },
    outcome: 'in_doubt',
    rotates: true,
  },
];

/** One renewal over such a wire, and the next one over a good one. */
async function renewOver(fault: WireCase, rotation: RotationClass): Promise<void> {
  const world = await startFaultWorld(rotation);
  let wire = await startTcpProxy(world.provider.url);
  try {
    const hub = await world.startHub({ settings: { PROVIDER_URL: wire.through(world.provider.url).replace(/\/$/, '') } });
    await world.connect(hub, 'acme');
    spoil(wire, fault);
    if (fault.isDown) await wire.stop();
    await world.database.db.execute(
      sql`update credentials set refresh_due_at = now(), last_refreshed_at = now() - interval '1 hour', expires_at = now() + interval '5 minutes'`,
    );
    const attempts = sql<{ outcome: string }>`select outcome from credential_attempts where outcome <> 'intent'`;
    await eventually('the attempt has ended', async () => (await rowsOf(world.database, attempts)).length > 0, 60_000);
    assert.deepEqual(await rowsOf(world.database, attempts), [{ outcome: fault.outcome }]);
    assert.equal(world.provider.ledger.refreshes, fault.rotates ? 1 : 0);
    assert.deepEqual(
      await statusOf(world),
      { status: 'configured', reason: null },
      'the stored token is good, so nothing is red',
    );
    if (fault.isDown) wire = await startTcpProxy(world.provider.url, { port: wire.port });
    await assertNextRenewal(fault, world, wire);
  } finally {
    await world.stop();
    await wire.stop();
  }
}

/** The wire is good again, and the token about to end: what does the class of the provider make of it? */
async function assertNextRenewal(fault: WireCase, world: FaultWorld, wire: TcpProxy): Promise<void> {
  wire.heal();
  const { ledger } = world.provider;
  const isLost = ledger.rotation === 'rotating_strict' && fault.outcome === 'in_doubt' && fault.rotates;
  await world.makeDue();
  await endLeases(world.database);
  await world.untilSteady();
  const { violations, lost, live } = await checkInvariants(world);
  assert.deepEqual(
    { violations, lost, live },
    { violations: [], lost: isLost ? { outcome_unknown: 1 } : {}, live: isLost ? 0 : 1 },
  );
  const isShownTwice = fault.outcome === 'in_doubt' && fault.rotates && ledger.rotation !== 'non_rotating';
  assert.equal(ledger.reuses, isShownTwice ? 1 : 0, 'the old token is shown again in doubt and never otherwise');
}

const statusOf = async ({ database }: FaultWorld) => (await rowsOf(database, sql`select status, reason from connections`))[0];

describe('R17: a bad wire to the provider', { concurrency: 4 }, () => {
  for (const fault of cases) {
    // What is slow and arrives is the same for every class of provider.
    const rotations = fault.outcome === 'stored' ? (['rotating_strict'] as const) : rotationClasses;
    for (const rotation of rotations) {
      it(`R17 ${fault.name}, ${rotation}: ${fault.outcome}, and what follows from it`, () => renewOver(fault, rotation));
    }
  }
});
