import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths } from '../../server/contract/index.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { Window, type Page, type Vendor } from '../support/callers.ts';
import type { TestServer } from '../support/connection-server.ts';
import type { TestDatabase } from '../support/database.ts';
import { signIn } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('a flow and the browser that began it', () => {
  let world: SyncWorld;
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    world = await startSyncWorld();
    ({ database, provider, server, vendor } = world);
  });
  after(() => world.stop());

  const signInAs = (login: string, authorizationUrl: string) =>
    signIn(authorizationUrl, { login, redirectPrefix: `${server.url}/oauth/callback/` });

  /** A sign-in up to the address its browser is sent back to. */
  async function atCallback(page: Page, window: Window): Promise<{ id: string; callback: URL }> {
    const flow = await page.beginFlow('erp');
    return { id: flow.id, callback: await signInAs('ada', await window.start(flow)) };
  }

  it('A03: the state of another tenant’s live flow is refused, and that flow goes on', async () => {
    const victim = { page: await vendor.openPage({ customer: { id: 'a03-victim' } }), window: new Window(server) };
    const attacker = { page: await vendor.openPage({ customer: { id: 'a03-attacker' } }), window: new Window(server) };
    const theirs = await atCallback(victim.page, victim.window);
    const own = await atCallback(attacker.page, attacker.window);
    const calls = provider.tokenCalls.length;
    const mixed = new URL(own.callback);
    mixed.searchParams.set('state', theirs.callback.searchParams.get('state') ?? '');
    for (const callback of [theirs.callback, mixed]) assert.equal((await attacker.window.open(callback)).status, 403);
    assert.equal(provider.tokenCalls.length, calls);
    assert.equal((await victim.page.flow(theirs.id)).state, 'authorizing');
    await victim.window.open(theirs.callback);
    assert.equal((await victim.page.flow(theirs.id)).state, 'succeeded');
  });

  it('A05: two flows of one user finish in the browsers they began in, and only there', async () => {
    const page = await vendor.openPage({ customer: { id: 'a05' } });
    const laptop = new Window(server);
    const phone = new Window(server);
    const onLaptop = await atCallback(page, laptop);
    const second = await atCallback(page, laptop);
    const onPhone = await atCallback(page, phone);
    assert.notEqual(laptop.cookie, phone.cookie);
    assert.equal((await phone.open(onLaptop.callback)).status, 403);
    assert.equal((await laptop.open(onPhone.callback)).status, 403);
    for (const { id } of [onLaptop, second, onPhone]) assert.equal((await page.flow(id)).state, 'authorizing');
    await laptop.open(onLaptop.callback);
    await laptop.open(second.callback);
    await phone.open(onPhone.callback);
    for (const { id } of [onLaptop, second, onPhone]) assert.equal((await page.flow(id)).state, 'succeeded');
  });

  it('A06: a callback that comes again is refused, and the connection stays green', async () => {
    const page = await vendor.openPage({ customer: { id: 'a06' } });
    const window = new Window(server);
    const calls = provider.tokenCalls.length;
    const { callback } = await atCallback(page, window);
    await window.open(callback);
    const { id } = await page.connection('erp');
    await vendor.send('POST', paths.usage(id), { outcome: 'used' });
    const before = await page.connection('erp');
    assert.equal(before.status, 'active');
    for (const again of [window, new Window(server)]) assert.ok([403, 409].includes((await again.open(callback)).status));
    assert.equal(provider.tokenCalls.length, calls + 1);
    assert.deepEqual(await page.connection('erp'), before);
    assert.equal((await vendor.send('POST', paths.credentials(id), {})).status, 200);
  });

  it('A11: an authorization URL that the attacker sends to a victim connects nothing', async () => {
    const page = await vendor.openPage({ customer: { id: 'a11' } });
    const flow = await page.beginFlow('erp');
    const callback = await signInAs('victim', await new Window(server).start(flow));
    const calls = provider.tokenCalls.length;
    const victim = new Window(server);
    assert.equal((await victim.open(callback)).status, 403, 'in a browser that never met the server');
    await victim.start(await (await vendor.openPage({ customer: { id: 'a11-victim' } })).beginFlow('erp'));
    assert.equal((await victim.open(callback)).status, 403, 'in a browser with a sign-in of its own');
    assert.equal(provider.tokenCalls.length, calls);
    assert.deepEqual([(await page.flow(flow.id)).state, (await page.connection('erp')).connected], ['authorizing', false]);
  });

  it('A14: tokens that arrive after DISCONNECT never reach the row and are queued for revocation', async () => {
    const page = await vendor.openPage({ customer: { id: 'a14' } });
    const window = new Window(server);
    const { id, callback } = await atCallback(page, window);
    const connection = await page.connection('erp');
    const held = provider.holdTokens();
    const landing = window.open(callback);
    await held.arrived;
    await page.send('POST', paths.disconnect(connection.id));
    held.release();
    await landing;
    assert.equal((await page.flow(id)).code, 'flow_superseded');
    const { connected, status } = await page.connection('erp');
    assert.deepEqual([connected, status], [false, 'not_configured']);
    const where = sql`where connection_id = ${connection.id}`;
    assert.equal((await rowsOf(database, sql`select 1 from credentials ${where}`)).length, 0);
    assert.equal((await rowsOf(database, sql`select 1 from revocations ${where} and sealed is not null`)).length, 1);
  });

  it('A20: a cookie that a sibling subdomain plants binds nothing', async () => {
    const page = await vendor.openPage({ customer: { id: 'a20' } });
    const attacker = await atCallback(await vendor.openPage({ customer: { id: 'a20-attacker' } }), new Window(server));
    const planted = new Window(server);
    const theirs = await atCallback(page, planted);
    const [name = '', value = ''] = planted.cookie.split('=');
    const set = await new Window(server).bind(await page.beginFlow('erp'));
    const [line = ''] = set.headers.getSetCookie();
    assert.match(line, /^__Host-[\w-]+=ccb_[\w-]{43}; /, 'a browser takes this name from this very host only');
    assert.match(line, /; Secure/);
    assert.match(line, /; Path=\/(;|$)/);
    assert.match(line, /; HttpOnly/);
    assert.match(line, /; SameSite=Lax/);
    assert.doesNotMatch(line, /domain/i);
    const victim = new Window(server);
    const spellings = [
      `${name.replace('__Host-', '')}=${value}`,
      `${name.replace('__Host-', '__Secure-')}=${value}`,
      `${name.toLowerCase()}=${value}`,
      `${name}=${value}; ${name}=ccb_${'A'.repeat(43)}`,
      `${name}=ccb_${'A'.repeat(43)}; ${name}=${value}`,
    ];
    for (const cookie of spellings) {
      victim.cookie = cookie;
      assert.equal((await victim.open(theirs.callback)).status, 403, cookie.replaceAll(value, '…'));
    }
    assert.equal((await page.flow(theirs.id)).state, 'authorizing');
    assert.equal((await planted.open(attacker.callback)).status, 403);
    await planted.open(theirs.callback);
    assert.equal((await page.flow(theirs.id)).state, 'succeeded');
  });
});
