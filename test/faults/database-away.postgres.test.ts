import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { Vendor, Window } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld, type FaultWorld, type Hub, type HubOptions } from './fault-world.ts';
import type { ProviderStep } from './ledger-provider.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A strict provider, so that tokens that are lost are lost for good, and one server whose way to the database can be cut. */
interface Scene {
  readonly world: FaultWorld;
  readonly wire: TcpProxy;
  readonly hub: Hub;
}

async function play(act: (scene: Scene) => Promise<void>, options: HubOptions = {}): Promise<void> {
  const world = await startFaultWorld('rotating_strict');
  const wire = await startTcpProxy(world.databaseUrl);
  try {
    const hub = await world.startHub({ databaseUrl: wire.through(world.databaseUrl), ...options });
    await act({ world, wire, hub });
  } finally {
    await world.stop();
    await wire.stop();
  }
}

/** The database goes away at this step of the provider's next answer. */
function goesDownAt(step: ProviderStep, { world, wire }: Scene): void {
  world.provider.onStep = (at) => {
    if (at !== step) return;
    world.provider.onStep = () => undefined;
    wire.goDown();
  };
}

const timesWaited = ({ hub }: Scene) => hub.process.written().split('received tokens wait for the database').length - 1;

const waits = (scene: Scene, times = 1) => eventually('the server keeps what it received', () => timesWaited(scene) >= times);

/** ReadyForQuery, outside a transaction: what was written is committed. @see PostgreSQL 18, "Message Formats" */
const readyAndIdle = Buffer.from('Z\0\0\0\u0005I', 'latin1');

/** The word that this statement is committed does not come back. */
function losesWordOf(statement: string, { wire }: Scene): Promise<void> {
  const lost = Promise.withResolvers<undefined>();
  let writing: number | undefined;
  wire.onPiece = (piece, direction, cut, connection) => {
    if (direction === 'up' && piece.includes(statement)) writing = connection;
    if (direction !== 'down' || connection !== writing || !piece.includes(readyAndIdle)) return;
    wire.onPiece = () => undefined;
    cut();
    lost.resolve(undefined);
  };
  return lost.promise as Promise<unknown> as Promise<void>;
}

async function signIn(
  { hub }: Scene,
  customer: string,
): Promise<{ answered: Promise<unknown>; flowId: string; page: Awaited<ReturnType<Vendor['openPage']>> }> {
  const page = await new Vendor(hub).openPage({ customer: { id: customer } });
  const window = new Window(hub);
  const flow = await page.beginFlow('ledger');
  const callback = await window.signIn(flow, { login: 'ada', origin: page.origin });
  return { answered: window.open(callback).catch(() => undefined), flowId: flow.id, page };
}

const intact = { violations: [], lost: {}, live: 1 };

it('R07: a renewal that is answered while the database is away is stored when it is back, and the old token is not shown again', () =>
  play(async (scene) => {
    const { world, wire, hub } = scene;
    await world.connect(hub, 'acme');
    goesDownAt('committed', scene);
    await world.makeDue();
    await waits(scene);
    wire.heal();
    await world.untilSteady();
    assert.deepEqual(await checkInvariants(world), intact);
    assert.equal(world.provider.ledger.refreshes, 1);
  }));

it('R07: a sign-in that is answered while the database is away connects when it is back, and is not called done before', () =>
  play(async (scene) => {
    const { world, wire } = scene;
    goesDownAt('granted', scene);
    const { answered, flowId, page } = await signIn(scene, 'acme');
    await waits(scene);
    const { connection } = await page.flow(flowId).then(
      ({ state }) => ({ connection: state }),
      () => ({ connection: 'unknown' }),
    );
    assert.notEqual(connection, 'succeeded');
    wire.heal();
    await answered;
    await eventually('the flow succeeds', async () => (await page.flow(flowId)).state === 'succeeded');
    assert.deepEqual(await checkInvariants(world), intact);
    assert.equal(world.provider.ledger.grants.length, 1);
  }));

it('R07: SIGTERM while the database is away ends the server only when what it received is stored', () =>
  play(async (scene) => {
    const { world, wire, hub } = scene;
    await world.connect(hub, 'acme');
    goesDownAt('committed', scene);
    await world.makeDue();
    await waits(scene);
    hub.process.child.kill('SIGTERM');
    const lines = hub.process.written().length;
    await eventually('it still tries', () => hub.process.written().length > lines);
    assert.equal(hub.process.child.exitCode, null);
    wire.heal();
    assert.equal(await hub.process.ended, 0);
    assert.deepEqual(await checkInvariants(world), intact);
  }));

for (const end of ['SIGKILL', 'SIGTERM'] as const) {
  it(`R07: with a spool, ${end} while the database is away loses neither a renewal nor a sign-in, and the spool tells nobody`, async () => {
    const spool = mkdtempSync(join(tmpdir(), 'connection-config-spool-'));
    const settings = { SPOOL_DIR: spool };
    try {
      await play(
        async (scene) => {
          const { world, wire, hub } = scene;
          await world.connect(hub, 'acme');
          world.provider.onStep = () => undefined;
          goesDownAt('granted', scene);
          const { answered } = await signIn(scene, 'globex');
          await waits(scene);
          wire.heal();
          await answered;
          assert.deepEqual(readdirSync(spool), [], 'what is stored is not spooled any more');

          const waited = timesWaited(scene);
          goesDownAt('committed', scene);
          // One alone: another renewal could be under way, with nothing received yet that a spool could keep.
          await world.makeDue('acme');
          await eventually('spooled', () => readdirSync(spool).length > 0);
          await waits(scene, waited + 1);
          const [name = ''] = readdirSync(spool);
          for (const { value } of world.provider.ledger.grants.flatMap(({ tokens }) => tokens)) {
            assert.ok(!readFileSync(join(spool, name), 'utf8').includes(value));
          }
          hub.process.child.kill(end);
          await hub.process.ended;
          await hub.kill();
          wire.heal();
          await world.startHub({ settings });
          await world.untilSteady();
          const { violations, lost, live } = await checkInvariants(world);
          assert.deepEqual({ violations, lost, live }, { violations: [], lost: {}, live: 2 });
          assert.deepEqual(readdirSync(spool), []);
          assert.equal(world.provider.ledger.reuses, 0);
        },
        { settings },
      );
    } finally {
      rmSync(spool, { recursive: true, force: true });
    }
  });
}

it('R08: a commit whose word is lost is found done: one renewal, nothing doubled, nothing revoked', () =>
  play(async (scene) => {
    const { world, hub } = scene;
    await world.connect(hub, 'acme');
    const lost = losesWordOf('update "credentials" set "version"', scene);
    await world.makeDue();
    await lost;
    await world.untilSteady();
    assert.deepEqual(await checkInvariants(world), intact);
    assert.equal(world.provider.ledger.refreshes, 1);
    const counted = /refreshes_total\{[^}]*outcome="(\w+)"[^}]*\} 1/;
    await eventually('counted', async () => counted.test(await metricsOf(hub)));
    assert.equal(counted.exec(await metricsOf(hub))?.[1], 'refreshed');
  }));

it('R08: a sign-in whose commit was done and whose word is lost is stored once, and its tokens are not revoked', () =>
  play(async (scene) => {
    const { world } = scene;
    const lost = losesWordOf('insert into "credentials"', scene);
    const { answered, flowId, page } = await signIn(scene, 'acme');
    await lost;
    await answered;
    assert.equal((await page.flow(flowId)).state, 'succeeded');
    await world.untilRevoked();
    assert.deepEqual(await checkInvariants(world), intact);
  }));

async function metricsOf(hub: Hub): Promise<string> {
  return (await new Vendor(hub).send<string>('GET', '/metrics')).body;
}
