import assert from 'node:assert/strict';
import { it } from 'node:test';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { startPgBouncer } from '../support/pgbouncer.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld } from './fault-world.ts';

it('R11 two servers behind a transaction-mode PgBouncer migrate, sign in, renew, hand over and disconnect, and nothing is lost', async () => {
  const world = await startFaultWorld('rotating_strict');
  const pooler = await startPgBouncer(world.databaseUrl);
  try {
    const hubs = await Promise.all([1, 2].map(() => world.startHub({ databaseUrl: pooler.url })));
    const customers = Array.from({ length: 8 }, (_, number) => number);
    const hubOf = (number: number) => hubs[number % hubs.length]!;
    const ids = await Promise.all(customers.map((number) => world.connect(hubOf(number), `customer-${number}`)));
    for (let round = 0; round < 3; round += 1) {
      await world.makeDue();
      const answers = await Promise.all(
        [...ids, ...ids].map((id, number) =>
          new Vendor(hubOf(number + round)).send<Credentials>('POST', paths.credentials(id), {}),
        ),
      );
      for (const { status, body } of answers) {
        assert.equal(status, 200, JSON.stringify(body));
        assert.ok(world.provider.ledger.isUsable(body.token?.access_token ?? ''));
      }
      await world.untilSteady();
    }
    assert.equal(world.provider.ledger.reuses, 0);
    const [gone = ''] = ids;
    await Promise.all(hubs.map((hub) => new Vendor(hub).send('POST', paths.vendorDisconnect(gone))));
    await world.untilRevoked();
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: customers.length - 1 });
  } finally {
    await world.stop();
    await pooler.stop();
  }
});
