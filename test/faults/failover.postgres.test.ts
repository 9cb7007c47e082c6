import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { RotationClass } from '../../server/catalog/provider.ts';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { startPostgresPair, type PostgresPair } from '../support/postgres-pair.ts';
import { rowsOf } from '../support/rows-of.ts';
import { runProgram } from '../support/runner/run-program.ts';
import { endLeases } from '../support/time-travel.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld, type FaultWorld } from './fault-world.ts';

interface Scene {
  readonly pair: PostgresPair;
  readonly world: FaultWorld;
}

/** Everybody in it knows both servers, and the standby by the first name. */
async function play(rotation: RotationClass, synchronous: boolean, act: (scene: Scene) => Promise<void>): Promise<void> {
  const pair = await startPostgresPair({ synchronous });
  try {
    const addressOf = (url: string) => pair.url.replace('/postgres?', `${new URL(url).pathname}?`);
    const world = await startFaultWorld(rotation, { serverUrl: pair.primaryUrl, addressOf });
    try {
      await act({ pair, world });
    } finally {
      await world.stop();
    }
  } finally {
    await pair.stop();
  }
}

/** A renewal that the primary has, and said so, and the standby has not; then the standby is all there is. */
async function loseLastRenewal({ pair, world }: Scene): Promise<void> {
  const hub = await world.startHub();
  const id = await world.connect(hub, 'acme');
  await eventually('the standby has it all', async () => {
    const behind = sql`select 1 from pg_stat_replication where replay_lsn < pg_current_wal_lsn()`;
    return (await rowsOf(world.database, behind)).length === 0;
  });
  pair.shipping.poison('down', { kind: 'timeout', timeoutMs: 0 });
  await world.makeDue();
  const isStored = sql`select 1 from credentials where version = 2 and lease_until is null`;
  await eventually('renewed', async () => (await rowsOf(world.database, isStored)).length === 1);
  await pair.failOver();
  await eventually('the server goes on by itself', async () => {
    return (await new Vendor(hub).send('POST', paths.credentials(id), {})).status === 200;
  });
  const [{ version } = { version: 0 }] = await rowsOf<{ version: number }>(world.database, sql`select version from credentials`);
  assert.equal(version, 1, 'the renewal is gone');
  await world.makeDue();
  await world.untilSteady();
}

it('R10 a failover that loses a renewal is not silent: where the provider refuses the old token the connection is red, with its reason and its line', () =>
  play('rotating_strict', false, async (scene) => {
    await loseLastRenewal(scene);
    const [found] = await rowsOf<{ status: string; reason: string; lines: number; events: number }>(
      scene.world.database,
      sql`
        select status, reason, (select count(*)::int from connection_logs where code = n.reason) as lines,
          (select count(*)::int from events where data ->> 'reason' = n.reason) as events
        from connections n`,
    );
    assert.ok(found);
    const { status, reason, lines, events } = found;
    assert.equal(status, 'error');
    assert.match(reason, /^(outcome_unknown|reauth_required)$/);
    assert.deepEqual({ lines, events }, { lines: 1, events: 1 });
  }));

it('R10 a failover that loses a renewal loses nothing where the provider takes the old token once more', () =>
  play('rotating_grace', false, async (scene) => {
    await loseLastRenewal(scene);
    const { lost, live } = await checkInvariants(scene.world);
    assert.deepEqual({ lost, live }, { lost: {}, live: 1 });
  }));

it('R10 with several hosts and a synchronous standby servers go on by themselves, and no renewal is lost', (test) =>
  play('rotating_strict', true, async ({ pair, world }) => {
    const customers = 6;
    const hub = await world.startHub();
    const ids = await Promise.all(Array.from({ length: customers }, (_, number) => world.connect(hub, `customer-${number}`)));
    let committed = 0;
    const failover = Promise.withResolvers<undefined>();
    world.provider.onStep = (step) => {
      if (step !== 'committed' || ++committed !== customers / 2) return;
      // Some renewals are stored by now, some are being stored, some are not even sent.
      pair.failOver().then(() => failover.resolve(undefined), failover.reject);
    };
    await world.makeDue();
    await failover.promise;
    const since = performance.now();
    await eventually(
      'the server writes again',
      () =>
        new Vendor(hub).openPage().then(
          () => true,
          () => false,
        ),
      30_000,
    );
    test.diagnostic(`written again ${((performance.now() - since) / 1000).toFixed(1)} s after the standby took over`);
    // Where the word on a lease was lost nobody holds it, and the test does not wait for its end.
    await pause(3_000);
    await endLeases(world.database);
    const asked = () => Promise.all(ids.map((id) => new Vendor(hub).send<Credentials>('POST', paths.credentials(id), {})));
    await eventually(
      'everybody is served',
      async () =>
        (await asked()).every(
          ({ status, body }) => status === 200 && world.provider.ledger.isUsable(body.token?.access_token ?? ''),
        ),
      30_000,
    );
    await world.makeDue();
    await world.untilSteady();
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: customers });

    const environment = {
      DATABASE_URL: world.databaseUrl,
      CONNECTIONS_CONFIG: join(import.meta.dirname, 'fault.config.ts'),
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
      API_KEY: 'a-key-of-twenty-four-characters',
    };
    for (const command of ['migrate', 'doctor']) {
      const cli = join(import.meta.dirname, '../../server/cli/main.ts');
      const { succeeded, output } = await runProgram(process.execPath, ['--conditions=source', cli, command], environment);
      assert.ok(succeeded, output);
    }
  }));
