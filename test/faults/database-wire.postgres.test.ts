import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld, type Hub } from './fault-world.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { slowWires, spoil, type WireFault } from './wire-faults.ts';

const faults: readonly WireFault[] = [
  ...slowWires,
  {
    name: 'nothing arrives, and no end',
    toxics: { up: { kind: 'timeout', timeoutMs: 0 }, down: { kind: 'timeout', timeoutMs: 0 } },
  },
  { name: 'no answer arrives, and no end', toxics: { down: { kind: 'timeout', timeoutMs: 0 } } },
  { name: 'reset before the question arrives', toxics: { up: { kind: 'reset_peer' } } },
  { name: 'reset before the answer arrives', toxics: { down: { kind: 'reset_peer' } } },
  { name: 'cut after 1,000 bytes', toxics: { down: { kind: 'limit_data', bytes: 1_000 } } },
];

const faultMs = 4_000;
const customers = 2;
/** More than a pool has connections. */
const askers = 12;

const ask = async (hub: Hub, ids: readonly string[]): Promise<number[]> => {
  const asked = Array.from({ length: askers }, (_, number) => paths.credentials(ids[number % ids.length] ?? ''));
  return Promise.all(asked.map(async (path) => (await new Vendor(hub).send<Credentials>('POST', path, {})).status));
};

/** One server whose way to the database is bad while renewals are due and callers ask; then the way is good again. */
async function endure(fault: WireFault): Promise<void> {
  const world = await startFaultWorld('rotating_strict');
  const wire = await startTcpProxy(world.databaseUrl);
  try {
    const hub = await world.startHub({ databaseUrl: wire.through(world.databaseUrl) });
    const ids = await Promise.all(Array.from({ length: customers }, (_, number) => world.connect(hub, `customer-${number}`)));
    await world.makeDue();
    spoil(wire, fault);
    const asked = ask(hub, ids);
    await Promise.race([asked, pause(faultMs)]);
    // Connections that were swallowed by then stay so.
    wire.heal();
    const during = await asked;
    // Whoever asks is told that it was in vain, and told so by the server, not by a silence.
    assert.deepEqual(
      during.filter((status) => status !== 200 && status !== 503),
      [],
    );

    const all = Array.from({ length: askers }, () => 200);
    await eventually('no connection of the pool is stuck', async () => String(await ask(hub, ids)) === String(all), 60_000);
    await world.makeDue();
    await world.untilSteady();
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: customers });
    const unfinished = sql`select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
    await eventually('no transaction is left open', async () => (await rowsOf(world.database, unfinished)).length === 0, 40_000);
  } finally {
    await world.stop();
    await wire.stop();
  }
}

describe('R18: a bad wire to the database', { concurrency: 4 }, () => {
  for (const fault of faults) {
    it(`R18 ${fault.name}: callers are answered, the pool is not stuck, and afterwards everything works`, () => endure(fault));
  }
});

it('R18: a token whose end passes while the answer of the database is on its way is not handed over', async () => {
  const world = await startFaultWorld('rotating_strict');
  const wire = await startTcpProxy(world.databaseUrl);
  try {
    const hub = await world.startHub({ databaseUrl: wire.through(world.databaseUrl) });
    const id = await world.connect(hub, 'acme');
    const askAnyhow = () => new Vendor(hub).send('POST', paths.credentials(id), { minTtlSeconds: 0 });
    assert.equal((await askAnyhow()).status, 200);
    world.provider.isDown = true;
    await world.database.db.execute(sql`update credentials set expires_at = now() + interval '1600 milliseconds'`);
    // The API key is looked up first.
    wire.poison('down', { kind: 'latency', latencyMs: 1_000 });
    const asked = askAnyhow();
    await pause(3_000);
    wire.heal();
    const { status, body } = await asked;
    assert.deepEqual([status, (body as { code?: string }).code], [503, 'token_unavailable']);
  } finally {
    await world.stop();
    await wire.stop();
  }
});
