import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { sql } from 'drizzle-orm';
import { createStorage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { Window } from '../support/callers.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { rowsOf } from '../support/rows-of.ts';
import { signIn } from '../support/oauth-user.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

const hourMs = 3_600_000;

describe('a flow that has waited too long', () => {
  let world: SyncWorld;
  before(async () => {
    world = await startSyncWorld();
  });
  after(() => world.stop());

  /** This process' clock, and so the server's, goes wrong; the database's does not. */
  const skewClock = (t: TestContext, byMs: number) => t.mock.timers.enable({ apis: ['Date'], now: Date.now() + byMs });

  async function atCallback(customer: string) {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    const window = new Window(world.server);
    const flow = await page.beginFlow('erp');
    const redirectPrefix = `${world.server.url}/oauth/callback/`;
    return { page, window, flow, callback: await signIn(await window.start(flow), { login: 'ada', redirectPrefix }) };
  }
  const age = (id: string, interval: string) =>
    world.database.db.execute(
      sql`update flows set expires_at = expires_at - ${interval}::interval, ended_at = ended_at - ${interval}::interval where id = ${id}`,
    );

  it('A08: is refused after ten minutes of the database’s clock, though the server’s is an hour slow', async (t) => {
    const { page, window, flow, callback } = await atCallback('a08');
    const [life] = await rowsOf<{ seconds: number }>(
      world.database,
      sql`select extract(epoch from expires_at - created_at)::int as seconds from flows where id = ${flow.id}`,
    );
    assert.equal(life?.seconds, 600);
    await age(flow.id, '601 seconds');
    skewClock(t, -hourMs);
    const calls = world.provider.tokenCalls.length;
    assert.equal((await window.open(callback)).status, 410);
    assert.equal(world.provider.tokenCalls.length, calls);
    const { state, code } = await page.flow(flow.id);
    assert.deepEqual([state, code], ['expired', 'flow_expired']);
  });

  it('A08: is not refused before, though the server’s clock is an hour fast', async (t) => {
    const { page, window, flow, callback } = await atCallback('a08-fast');
    skewClock(t, hourMs);
    // The provider shares this process and its wrong clock, so it is not asked: the person has declined.
    const declined = new URL(callback);
    declined.searchParams.delete('code');
    declined.searchParams.set('error', 'access_denied');
    assert.equal((await window.open(declined)).status, 303);
    assert.equal((await page.flow(flow.id)).code, 'access_denied');
  });

  it('A08: is marked, and a day later purged, by the sweeper', async () => {
    const { flow } = await atCallback('a08-sweep');
    const { flows } = createStorage(world.database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
    const rows = () =>
      rowsOf<{ state: string; sealed: unknown }>(world.database, sql`select state, sealed from flows where id = ${flow.id}`);
    await flows.sweep();
    assert.equal((await rows())[0]?.state, 'authorizing');
    await age(flow.id, '601 seconds');
    await flows.sweep();
    assert.deepEqual(await rows(), [{ state: 'expired', sealed: null }]);
    await age(flow.id, '1 day');
    await flows.sweep();
    assert.deepEqual(await rows(), []);
  });
});
