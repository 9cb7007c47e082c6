import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { paths, type Disconnected } from '../../server/contract/index.ts';
import { Window, type Vendor } from '../support/callers.ts';
import type { TestServer } from '../support/connection-server.ts';
import type { TestDatabase } from '../support/database.ts';
import { rowsOf } from '../support/rows-of.ts';
import { expireTokens } from '../support/time-travel.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('DISCONNECT against everything else at once', () => {
  let world: SyncWorld;
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    world = await startSyncWorld();
    ({ database, server, vendor } = world);
  });
  after(() => world.stop());

  it('G07 G08: 50 interleavings with renewals, uses, saves and a second DISCONNECT end disconnected, none in an error of ours', async () => {
    const page = await vendor.openPage({ customer: { id: 'g07' } });
    for (let round = 0; round < 50; round += 1) {
      await page.connect('erp', new Window(server));
      const { id } = await page.connection('erp');
      await expireTokens(database);
      const disconnect = async (afterMs: number) => {
        await pause(afterMs);
        return page.send<Disconnected>('POST', paths.disconnect(id));
      };
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, () => vendor.send('POST', paths.credentials(id), {})),
        vendor.send('POST', paths.usage(id), { outcome: 'used' }),
        vendor.send('POST', paths.usage(id), { outcome: 'failed', status: 500 }),
        // Spread over the time a renewal takes here, so that every step of it is met.
        disconnect(round % 25),
        disconnect(round % 10),
      ]);
      const statuses = answers.map(({ status }) => status);
      assert.deepEqual(
        statuses.filter((status) => ![200, 204, 409].includes(status)),
        [],
        `round ${round}: ${statuses.join(' ')}`,
      );
      const { connected, status } = await page.connection('erp');
      assert.deepEqual([connected, status], [false, 'not_configured'], `round ${round}`);
      const left = await rowsOf(database, sql`select 1 from credentials where connection_id = ${id}`);
      assert.deepEqual(left, [], `round ${round}`);
    }
    assert.equal(server.logged().includes('"request failed"'), false);
  });
});
