import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { rotationClasses, type RotationClass } from '../../server/catalog/provider.ts';
import { checkInvariants } from './check-invariants.ts';
import { crashPoints, type CrashPoint } from './crash-points.ts';
import { startFaultWorld } from './fault-world.ts';

/** Where a strict provider has rotated and the answer is gone, nobody can save the grant; it must be said. */
const unsalvageable = new Set([
  'sent',
  'decided at the provider, nothing answered',
  'first byte of the answer',
  'answer read, nothing stored',
]);

/** The database may have had the statement whole before the server died, or not. */
const undecided = 'the database asked to store, its answer not awaited';

describe('R02: a server is killed in the middle of a refresh', { concurrency: 2 }, () => {
  for (const rotation of rotationClasses) {
    for (const point of crashPoints) {
      it(`${rotation}: ${point.name}`, () => crashAt(point, rotation));
    }
  }
});

async function crashAt(point: CrashPoint, rotation: RotationClass): Promise<void> {
  const world = await startFaultWorld(rotation);
  try {
    const doomed = await world.startHub('edit' in point ? { edits: [point.edit] } : {});
    if ('provider' in point) {
      world.provider.onStep = async (step) => {
        if (step !== point.provider) return;
        world.provider.onStep = () => undefined;
        await doomed.kill();
      };
    }
    await world.connect(doomed, 'acme');
    // So that there is a recovery to record.
    await world.database.db.execute(sql`update credentials set failures = 1`);
    await world.makeDue();
    assert.equal(await doomed.process.ended, 'SIGKILL', 'it died where it was meant to');
    await doomed.kill();

    await world.startHub();
    await world.untilSteady();
    const { violations, lost, live } = await checkInvariants(world);
    assert.deepEqual(violations, []);
    const isLost = rotation === 'rotating_strict' && (unsalvageable.has(point.name) || (point.name === undecided && live === 0));
    assert.deepEqual(lost, isLost ? { outcome_unknown: 1 } : {});
    assert.equal(live, isLost ? 0 : 1);
  } finally {
    await world.stop();
  }
}
