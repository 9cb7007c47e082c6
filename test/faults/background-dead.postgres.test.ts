import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import type { Edit } from '../attacks/attack-case.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld } from './fault-world.ts';

const worker = 'server/worker/worker.ts';
/** Renewals in the background never go on, and that is noticed after seconds rather than minutes. */
const hangs: readonly Edit[] = [
  { file: worker, find: 'createLoop(() => refreshes.run(),', replace: 'createLoop(() => new Promise(() => undefined),' },
  { file: worker, find: 'const stalledAfterSeconds = 180;', replace: 'const stalledAfterSeconds = 1;' },
  { file: worker, find: 'const lookEveryMs = 15_000;', replace: 'const lookEveryMs = 200;' },
];

it('R34: a server whose background is dead renews for whoever asks, says 503 at /healthz, and writes an alarm; another server takes over', async () => {
  const world = await startFaultWorld('rotating_strict');
  try {
    const hub = await world.startHub({ edits: hangs });
    const vendor = new Vendor(hub);
    const id = await world.connect(hub, 'acme');
    await eventually('it is noticed', async () => (await vendor.send('GET', paths.healthz)).status === 503);
    assert.deepEqual((await vendor.send('GET', paths.healthz)).body, { status: 'background_stalled', tasks: ['refresh'] });
    assert.equal((await vendor.send('GET', paths.readyz)).status, 200);
    await eventually('the alarm is written', () => hub.process.written().includes('"code":"background_stalled"'));
    const metrics = (await vendor.send<string>('GET', paths.metrics)).body;
    assert.match(metrics, /^connection_config_background_stalled\{task="refresh"\} 1$/m);
    assert.match(metrics, /^connection_config_background_stalled\{task="sweep"\} 0$/m);

    await world.database.db.execute(
      sql`update credentials set last_refreshed_at = now() - interval '1 hour', expires_at = now(), refresh_due_at = now()`,
    );
    const { status, body } = await vendor.send<Credentials>('POST', paths.credentials(id), {});
    assert.deepEqual([status, world.provider.ledger.isUsable(body.token?.access_token ?? '')], [200, true]);
    assert.equal(world.provider.ledger.refreshes, 1);
    const alarms = hub.process
      .written()
      .split('\n')
      .filter((line) => line.includes('background_stalled'));
    assert.equal(alarms.length, 1, 'once');

    await world.makeDue();
    const other = await world.startHub();
    await world.untilSteady();
    assert.equal(world.provider.ledger.refreshes, 2);
    assert.equal((await new Vendor(other).send('GET', paths.healthz)).status, 200);
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
  } finally {
    await world.stop();
  }
});
