import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials, type Disconnected, type LogPage } from '../../server/contract/index.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { Window, type Page, type Vendor } from '../support/callers.ts';
import type { TestServer } from '../support/connection-server.ts';
import type { TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('revoking at a provider that is down', () => {
  let world: SyncWorld;
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    world = await startSyncWorld({ background: true });
    ({ database, provider, server, vendor } = world);
  });
  after(() => world.stop());

  async function disconnectedDuringOutage(customer: string): Promise<{ page: Page; id: string }> {
    const page = await vendor.openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(server));
    const { id } = await page.connection('erp');
    provider.isDown = true;
    const { status, body } = await page.send<Disconnected>('POST', paths.disconnect(id));
    provider.isDown = false;
    assert.deepEqual([status, body.revocation, body.connection.connected], [200, 'pending', false]);
    return { page, id };
  }
  /** Lets the background come to it now, and waits for the line that says how it ended. */
  async function untilLogged({ page, id }: { page: Page; id: string }, code: string): Promise<void> {
    await database.db.execute(sql`update revocations set due_at = now() where connection_id = ${id} and due_at is not null`);
    await eventually(code, async () => {
      const { body } = await page.send<LogPage>('GET', paths.logs(id));
      return body.entries.some((entry) => entry.code === code);
    });
    assert.deepEqual(await rowsOf(database, sql`select sealed from revocations where connection_id = ${id}`), [{ sealed: null }]);
  }

  it('G03: DISCONNECT ends at once, and the background revokes when the provider is back', async () => {
    const gone = await disconnectedDuringOutage('g03');
    const before = provider.revocations.length;
    await untilLogged(gone, 'revoked');
    assert.equal(provider.revocations.length, before + 1);
  });

  it('G05: gives up when the time is up, shreds the token and tells the customer', async () => {
    const gone = await disconnectedDuringOutage('g05');
    provider.isDown = true;
    try {
      await database.db.execute(sql`update revocations set deadline_at = now() where connection_id = ${gone.id}`);
      await untilLogged(gone, 'revocation_unconfirmed');
    } finally {
      provider.isDown = false;
    }
  });

  it('G09: a connection made meanwhile survives the revocation of the one before', async () => {
    const gone = await disconnectedDuringOutage('g09');
    await gone.page.connect('erp', new Window(server));
    const before = provider.revocations.length;
    await untilLogged(gone, 'revocation_skipped');
    assert.equal(provider.revocations.length, before);
    const { body } = await vendor.send<Credentials>('POST', paths.credentials(gone.id), {});
    assert.equal(
      (await vendor.send('POST', paths.credentials(gone.id), { rejectedVersion: body.version })).status,
      200,
      'it can be renewed',
    );
  });

  it('R31: one that no longer opens is ended, not tried for ever', async () => {
    const gone = await disconnectedDuringOutage('r31');
    await database.db.execute(
      sql`update revocations set sealed = substr(sealed, 1, length(sealed) - 1) where connection_id = ${gone.id}`,
    );
    await untilLogged(gone, 'revocation_unconfirmed');
  });
});
