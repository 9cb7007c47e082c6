import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type LogPage } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { ageRevocations } from '../support/time-travel.ts';
import { checkInvariants } from './check-invariants.ts';
import { accidents, before, type CrashPoint } from './crash-points.ts';
import { startFaultWorld, type FaultWorld, type Hub } from './fault-world.ts';

interface Queued {
  readonly result: string | null;
  readonly attempts: number;
  readonly shredded: boolean;
}

const queued = ({ database }: FaultWorld) =>
  rowsOf<Queued>(database, sql`select result, attempts, sealed is null as shredded from revocations`);

const storedTokens = async ({ database }: FaultWorld) => (await rowsOf(database, sql`select 1 from credentials`)).length;

async function logOf(hub: Hub, id: string): Promise<string[]> {
  const page = await new Vendor(hub).openPage({ customer: { id: 'acme' } });
  const { body } = await page.send<LogPage>('GET', paths.logs(id));
  return body.entries.map(({ code }) => code);
}

/** Every step of a revocation, in order. */
const points: readonly CrashPoint[] = [
  {
    name: 'queued, nobody asked',
    edit: before('server/services/disconnect.ts', 'return revokeAtOnce(deps, ended);', accidents.killed),
  },
  { name: 'sent', provider: 'revocation_received' },
  { name: 'revoked at the provider, nothing answered', provider: 'revoked' },
  {
    name: 'answered, not written down',
    edit: before('server/services/revoke-tokens.ts', 'await deps.storage.revocations.end(revocation, result);', accidents.killed),
  },
];

describe('R15: a server is killed in the middle of a revocation', { concurrency: 2 }, () => {
  for (const point of points) {
    it(`R15 ${point.name}: the next server goes on, and the grant ends`, async () => {
      const world = await startFaultWorld('rotating_strict');
      try {
        const doomed = await world.startHub('edit' in point ? { edits: [point.edit] } : {});
        const id = await world.connect(doomed, 'acme');
        let asked = 0;
        world.provider.onStep = async (step) => {
          if (step === 'revocation_received') asked += 1;
          if ('provider' in point && step === point.provider && asked === 1) await doomed.kill();
        };
        await new Vendor(doomed).send('POST', paths.vendorDisconnect(id)).catch(() => undefined);
        assert.equal(await doomed.process.ended, 'SIGKILL', 'it died where it was meant to');
        assert.equal(await storedTokens(world), 0, 'the tokens are gone all the same');
        assert.deepEqual(await queued(world), [{ result: null, attempts: 0, shredded: false }]);

        // Once the hold of the dead is over.
        await ageRevocations(world.database, 0);
        const hub = await world.startHub();
        await eventually('written down', async () => (await queued(world))[0]?.result === 'revoked', 30_000);
        assert.deepEqual(await queued(world), [{ result: 'revoked', attempts: 1, shredded: true }]);
        assert.equal(world.provider.ledger.grants[0]?.revoked, 'by_request');
        assert.ok(asked >= 1);
        assert.deepEqual((await logOf(hub, id)).slice(0, 2), ['revoked', 'disconnected']);
        assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 0 });
      } finally {
        await world.stop();
      }
    });
  }
});

it('R16 a revocation endpoint that is down for three days: secrets go at once, the rest at the deadline, and the customer reads of it', async () => {
  const world = await startFaultWorld('rotating_strict');
  try {
    const hub = await world.startHub();
    const id = await world.connect(hub, 'acme');
    world.provider.isDown = true;
    await new Vendor(hub).send('POST', paths.vendorDisconnect(id));
    assert.equal(await storedTokens(world), 0);
    assert.deepEqual(await logOf(hub, id).then((codes) => codes.slice(0, 2)), ['revocation_queued', 'disconnected']);
    for (const [tries, hours] of [24, 24, 23].entries()) {
      await ageRevocations(world.database, hours);
      await eventually('another try', async () => (await queued(world))[0]?.attempts === tries + 2, 20_000);
      assert.deepEqual(await queued(world), [{ result: null, attempts: tries + 2, shredded: false }]);
    }
    await ageRevocations(world.database, 1);
    await eventually('given up', async () => (await queued(world))[0]?.result != null, 20_000);
    assert.deepEqual(await queued(world), [{ result: 'unconfirmed', attempts: 5, shredded: true }]);
    await eventually('told', async () => (await logOf(hub, id))[0] === 'revocation_unconfirmed');
  } finally {
    await world.stop();
  }
});
