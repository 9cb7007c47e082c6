import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { SignJWT } from 'jose';
import { paths, type Credentials, type Problem } from '../../server/contract/index.ts';
import { Page, Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld, type FaultWorld, type Hub } from './fault-world.ts';
import { startTcpProxy } from './tcp-proxy.ts';

const minute = 60;
const day = 86_400;
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const sessionKeys = JSON.stringify({
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'vendor', use: 'sig', alg: 'EdDSA' }],
});

describe('R24: the clock of one server is wrong', { concurrency: 1 }, () => {
  const clocks: FakeClock[] = [];
  let world: FaultWorld;
  let right: Hub;

  before(async () => {
    world = await startFaultWorld('rotating_strict');
    right = await world.startHub();
  });
  after(async () => {
    await world.stop();
    for (const clock of clocks) clock.remove();
  });

  const clockOf = (offsetSeconds: number): FakeClock => {
    const clock = createFakeClock(offsetSeconds);
    clocks.push(clock);
    return clock;
  };
  const startSkewed = (offsetSeconds: number): Promise<Hub> =>
    world.startHub({ settings: { ...clockOf(offsetSeconds).environment, SESSION_KEYS: sessionKeys } });
  const handOver = (hub: Hub, id: string, minTtlSeconds = 60) =>
    new Vendor(hub).send<Credentials & Problem>('POST', paths.credentials(id), { minTtlSeconds });
  const expire = () =>
    world.database.db.execute(
      sql`update credentials set last_refreshed_at = now() - interval '1 hour', expires_at = now(), refresh_due_at = now()`,
    );
  /** As the vendor's backend signs it, by a clock that is right. */
  const openSigned = async (hub: Hub): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: 'ada', customer: 'signed', integration: 'sync', aud: hub.url, iat: now, exp: now + 5 };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: 'vendor' }).sign(privateKey);
    const { status, body } = await new Page(hub, token, 'sync').send<Problem>('GET', paths.snapshot('sync'));
    return status === 200 ? 'opened' : body.code;
  };

  for (const [name, offset] of [
    ['10 minutes ahead', 10 * minute],
    ['10 minutes behind', -10 * minute],
    ['a day ahead', day],
    ['a day behind', -day],
  ] as const) {
    it(`R24: ${name}, each token is renewed once when it ends and not before, and nothing turns red`, async () => {
      const skewed = await startSkewed(offset);
      const ids = await Promise.all([world.connect(skewed, `${name} 1`), world.connect(right, `${name} 2`)]);
      await Promise.all([right, skewed].flatMap((hub) => ids.map((id) => handOver(hub, id, 300))));
      const before = world.provider.ledger.refreshes;
      for (let expiry = 1; expiry <= 3; expiry += 1) {
        await expire();
        const asked = ids.flatMap((id) => [right, skewed, right, skewed].map((hub) => ({ hub, id })));
        const answers = await Promise.all(asked.map(async ({ hub, id }) => ({ id, answer: await handOver(hub, id) })));
        for (const { answer } of answers) assert.equal(answer.status, 200, JSON.stringify(answer.body));
        const tokens = new Set(answers.map(({ id, answer }) => `${id} ${answer.body.token?.access_token}`));
        assert.equal(tokens.size, ids.length, 'everybody has the same token of each');
        await world.untilSteady();
        const count = world.provider.ledger.grants.length;
        assert.equal(world.provider.ledger.refreshes - before, expiry * count, 'each was renewed once for each end');
      }
      assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: world.provider.ledger.grants.length });
      assert.equal(await openSigned(skewed), offset > 0 ? 'session_expired' : 'session_invalid');
      await skewed.kill();
    });
  }

  it('R24: a signed session is taken by a clock that is wrong by 50 seconds, and by none that is wrong by 75', async () => {
    const hubs = await Promise.all([50, -50, 75, -75].map((offset) => startSkewed(offset)));
    const outcomes = await Promise.all(hubs.map((hub) => openSigned(hub)));
    await Promise.all(hubs.map((hub) => hub.kill()));
    assert.deepEqual(outcomes, ['opened', 'opened', 'session_expired', 'session_invalid']);
  });

  it('R24: a clock that jumps by a day neither ends a renewal that is under way nor the patience of who waits for it', async () => {
    const clock = clockOf(0);
    const wire = await startTcpProxy(world.databaseUrl);
    try {
      const [holder, waiter] = await Promise.all([
        world.startHub({ settings: clock.environment }),
        world.startHub({ settings: clock.environment, databaseUrl: wire.through(world.databaseUrl) }),
      ]);
      for (const jump of [day, -day]) {
        clock.set(0);
        const id = await world.connect(right, `jump of ${jump}`);
        const sent = Promise.withResolvers<undefined>();
        const answer = Promise.withResolvers<undefined>();
        world.provider.onStep = (step) => {
          if (step !== 'received') return;
          world.provider.onStep = () => undefined;
          sent.resolve(undefined);
          return answer.promise;
        };
        // Ended, and left to whoever asks.
        await world.database.db.execute(sql`
          update credentials set last_refreshed_at = now() - interval '1 hour', expires_at = now(), refresh_due_at = now() + interval '1 minute'
          where connection_id = ${id}`);
        const held = handOver(holder, id);
        await sent.promise;
        let looks = 0;
        wire.onPiece = (piece, direction) => {
          if (direction === 'up' && piece.includes(id)) looks += 1;
        };
        const waited = handOver(waiter, id);
        await eventually('the other one waits', () => looks > 5);
        clock.set(jump);
        const before = looks;
        await eventually('and goes on to wait', () => looks > before + 5);
        answer.resolve(undefined);
        const [one, other] = await Promise.all([held, waited]);
        assert.deepEqual([one.status, other.status], [200, 200], JSON.stringify([one.body, other.body]));
        assert.equal(one.body.token?.access_token, other.body.token?.access_token);
      }
      await Promise.all([holder.kill(), waiter.kill()]);
    } finally {
      await wire.stop();
    }
  });
});
