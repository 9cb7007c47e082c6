import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { rotationClasses, type RotationClass } from '../../server/catalog/provider.ts';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { checkInvariants } from './check-invariants.ts';
import { accidents, answerRead, leaseTaken, stallPoints, type OwnPoint } from './crash-points.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startFaultWorld, type FaultWorld, type Hub } from './fault-world.ts';

describe('R27: a server is ended for want of memory in the middle of a refresh', { concurrency: 2 }, () => {
  const { outOfMemory } = accidents;
  for (const [rotation, point, isLost] of [
    ['rotating_strict', leaseTaken(outOfMemory), false],
    ['rotating_strict', answerRead(outOfMemory), true],
    ['rotating_grace', answerRead(outOfMemory), false],
  ] as const) {
    it(`R27 ${rotation}: ${point.name}`, () => runOutOfMemory(rotation, point, isLost));
  }
});

async function runOutOfMemory(rotation: RotationClass, point: OwnPoint, isLost: boolean): Promise<void> {
  const world = await startFaultWorld(rotation);
  try {
    const doomed = await world.startHub({ edits: [point.edit], nodeOptions: '--max-old-space-size=128' });
    await world.connect(doomed, 'acme');
    await world.makeDue();
    assert.equal(await doomed.process.ended, 'SIGABRT', 'ended by its own runtime');
    assert.match(doomed.process.written(), /out of memory/);
    await doomed.kill();
    await world.startHub();
    await world.untilSteady();
    const { violations, lost, live } = await checkInvariants(world);
    assert.deepEqual(
      { violations, lost, live },
      { violations: [], lost: isLost ? { outcome_unknown: 1 } : {}, live: isLost ? 0 : 1 },
    );
  } finally {
    await world.stop();
  }
}

describe('R28: nothing runs in a server for ten seconds in the middle of a refresh', { concurrency: 4 }, () => {
  for (const point of stallPoints) {
    it(`R28 ${point.name}: one refresh, which everybody has`, async () => {
      const world = await startFaultWorld('rotating_strict');
      try {
        const stalled = await world.startHub({ edits: [point.edit] });
        const id = await world.connect(stalled, 'acme');
        const other = await world.startHub();
        await world.database.db.execute(
          sql`update credentials set last_refreshed_at = now() - interval '1 hour', expires_at = now(), refresh_due_at = now() + interval '1 minute'`,
        );
        const ask = (hub: typeof other) => new Vendor(hub).send<Credentials>('POST', paths.credentials(id), {});
        const first = ask(stalled);
        await eventually('it holds the lease', async () => (await leased(world)) === 1);
        const answers = await Promise.all([first, ask(other)]);
        assert.deepEqual(
          answers.map(({ status, body }) => [status, world.provider.ledger.isUsable(body.token?.access_token ?? '')]),
          [
            [200, true],
            [200, true],
          ],
        );
        assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
        assert.equal(world.provider.ledger.refreshes, 1);
      } finally {
        await world.stop();
      }
    });
  }

  for (const rotation of rotationClasses.filter((name) => name !== 'rotating_strict')) {
    it(`R28 ${rotation}: what it brings after another one took its lease and renewed is left, and nothing is revoked for it`, async () => {
      const world = await startFaultWorld(rotation);
      try {
        const stalled = await world.startHub({ edits: [answerRead(accidents.stalled).edit] });
        await world.connect(stalled, 'acme');
        const other = await world.startHub();
        other.process.child.kill('SIGSTOP');
        const answered = Promise.withResolvers<undefined>();
        world.provider.onStep = (step) => (step === 'answered' ? answered.resolve(undefined) : undefined);
        await world.makeDue();
        await answered.promise;
        other.process.child.kill('SIGCONT');
        await world.database.db.execute(sql`update credentials set lease_until = now(), refresh_due_at = now()`);
        await eventually('the other one renews', async () => (await versions(world)).includes(2));
        await eventually('the late one is told', async () => (await metrics(stalled)).includes('outcome="superseded"'), 20_000);
        assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
        assert.deepEqual([await versions(world), world.provider.ledger.refreshes], [[2], 2]);
        assert.ok((await metrics(other)).includes('outcome="refreshed"'));
      } finally {
        await world.stop();
      }
    });
  }
});

const leased = async ({ database }: FaultWorld) =>
  (await rowsOf(database, sql`select 1 from credentials where lease_until > now()`)).length;
const versions = async ({ database }: FaultWorld) =>
  (await rowsOf<{ version: number }>(database, sql`select version from credentials`)).map(({ version }) => version);
/** On a connection of its own: one that is kept open may be closed by a server that wakes, at the moment it is used again. */
const metrics = async (hub: Hub): Promise<string> => {
  const [response] = (await once(get(hub.url + paths.metrics, { agent: false }), 'response')) as [IncomingMessage];
  return text(response);
};
