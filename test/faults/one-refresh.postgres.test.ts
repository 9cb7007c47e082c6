import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld } from './fault-world.ts';

const processes = 4;
const callers = 200;
const expiries = 50;

it(
  `R03 H10: ${callers} callers at ${processes} processes see ${expiries} expiries, and the provider is called exactly ${expiries} times`,
  { timeout: 600_000 },
  async () => {
    const world = await startFaultWorld('rotating_strict');
    try {
      const hubs = await Promise.all(Array.from({ length: processes }, () => world.startHub()));
      const [first] = hubs;
      assert.ok(first);
      const id = await world.connect(first, 'acme');
      const vendors = hubs.map((hub) => new Vendor(hub));
      for (let expiry = 1; expiry <= expiries; expiry += 1) {
        await world.database.db.execute(
          sql`update credentials set last_refreshed_at = now() - interval '1 hour', expires_at = now(), refresh_due_at = now()`,
        );
        const asked = Array.from({ length: callers / processes }, () => vendors).flat();
        const answers = await Promise.all(asked.map((vendor) => vendor.send<Credentials>('POST', paths.credentials(id), {})));
        for (const answer of answers) {
          assert.equal(answer.status, 200, JSON.stringify(answer.body));
          assert.ok(world.provider.ledger.isUsable(answer.body.token?.access_token ?? ''));
        }
        assert.equal(new Set(answers.map(({ body }) => body.token?.access_token)).size, 1, 'everybody has the same token');
        assert.equal(world.provider.ledger.refreshes, expiry);
      }
      assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
    } finally {
      await world.stop();
    }
  },
);
