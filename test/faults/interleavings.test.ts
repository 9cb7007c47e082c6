import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'drizzle-orm';
import type { RotationClass } from '../../server/catalog/provider.ts';
import { rotationClasses } from '../../server/catalog/provider.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { startModelHub, type ModelHub } from './model-hub.ts';

/** Runs of 1,000 take about a minute; `INTERLEAVINGS` asks for more, `SEED` repeats one. */
const runs = Number(process.env['INTERLEAVINGS'] ?? 1_000);
const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };

/** What may happen at the same time to one connection. */
const deeds = ['refresh', 'hand over', 'disconnect', 'connect', 'revoke'] as const;

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

for (const rotation of rotationClasses) {
  it(
    `R13 R14 G07: refresh, hand-over, DISCONNECT and CONNECT in ${Math.ceil(runs / 3)} orders end as the provider's books say (${rotation})`,
    { timeout: 7_200_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.array(fc.constantFrom(...deeds), { minLength: 2, maxLength: 6 }), (scheduler, plan) =>
          play(scheduler, plan, rotation),
        ),
        { numRuns: Math.ceil(runs / 3), ...seed },
      );
    },
  );
}

async function play(scheduler: fc.Scheduler, plan: readonly (typeof deeds)[number][], rotation: RotationClass): Promise<void> {
  const hub: ModelHub = await startModelHub(database, rotation, (label) => scheduler.schedule(Promise.resolve(), label));
  await hub.connect();
  await hub.expire();
  hub.interleave();
  let disconnects = 0;
  const running = plan.map(async (deed) => {
    if (deed === 'refresh') await hub.refresh();
    else if (deed === 'hand over') await hub.handOver();
    else if (deed === 'connect') await hub.connect();
    else if (deed === 'revoke') await hub.revoke();
    else {
      await hub.disconnect();
      disconnects += 1;
    }
  });
  await scheduler.waitFor(Promise.all(running));
  hub.settle();
  await hub.revoke();

  const { violations, stored } = await hub.check();
  assert.deepEqual(violations, []);
  if (plan.every((deed) => deed !== 'connect'))
    assert.equal(stored, disconnects === 0, 'I3: nothing comes back after DISCONNECT');
  await database.db.execute(sql`delete from customers`);
}
