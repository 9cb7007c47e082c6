import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials, type Disconnected, type LogPage } from '../../server/contract/index.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { Window, type Vendor } from '../support/callers.ts';
import { pageOrigin, type TestServer } from '../support/connection-server.ts';
import type { TestDatabase } from '../support/database.ts';
import { signIn } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('CONNECT', () => {
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

  it('takes a customer from grey to yellow, the vendor’s code to green, and DISCONNECT back to grey', async () => {
    const page = await vendor.openPage({ customer: { id: 'first', name: 'First Ltd' } });
    assert.equal((await page.connection('erp')).status, 'not_configured');
    const flow = await page.connect('erp', new Window(server));
    assert.equal(flow.state, 'succeeded');
    assert.equal(flow.connection?.status, 'configured');
    const { id } = await page.connection('erp');

    const credentials = await vendor.send<Credentials>('POST', paths.credentials(id), {});
    assert.equal(credentials.status, 200);
    assert.ok(credentials.body.token?.access_token);
    assert.equal(JSON.stringify(credentials.body).includes('refresh_token'), false);
    assert.equal((await vendor.send('POST', paths.usage(id), { outcome: 'used' })).status, 204);
    assert.equal((await page.connection('erp')).status, 'active');

    const revocationsBefore = provider.revocations.length;
    const { body } = await page.send<Disconnected>('POST', paths.disconnect(id));
    assert.equal(body.revocation, 'revoked');
    assert.equal(body.connection.status, 'not_configured');
    assert.deepEqual(provider.revocations.slice(revocationsBefore), [{ tokenTypeHint: 'refresh_token' }]);
    assert.equal((await vendor.send('POST', paths.credentials(id), {})).status, 409);
    const again = await page.send<Disconnected>('POST', paths.disconnect(id));
    assert.equal(again.body.revocation, 'nothing_to_revoke');
    const log = await page.send<LogPage>('GET', paths.logs(id));
    assert.deepEqual(
      log.body.entries.map((entry) => entry.code),
      ['revoked', 'disconnected', 'first_use', 'connected', 'sign_in_started'],
    );
  });

  it('A04 A11: another browser cannot finish a sign-in, and does not spend it for the right one', async () => {
    const page = await vendor.openPage({ customer: { id: 'a04' } });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    const before = provider.tokenCalls.length;
    const stranger = await new Window(server).open(callback);
    assert.equal(stranger.status, 403);
    const other = new Window(server);
    await other.start(await (await vendor.openPage({ customer: { id: 'mallory' } })).beginFlow('erp'));
    assert.equal((await other.open(callback)).status, 403);
    assert.equal(provider.tokenCalls.length, before);
    assert.equal((await page.flow(flow.id)).state, 'authorizing');

    assert.equal((await window.open(callback)).status, 303);
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
  });

  it('A01 A02 A16: a callback without a state, with an unknown or a malformed one is refused the same way', async () => {
    const window = new Window(server);
    await window.start(await (await vendor.openPage({ customer: { id: 'a01' } })).beginFlow('erp'));
    const callback = `${server.url}${paths.oauthCallback('erp')}`;
    const before = provider.tokenCalls.length;
    const bodies = new Set<string>();
    const states = [
      '',
      '?code=x',
      `?code=x&state=${'a'.repeat(43)}`,
      '?code=x&state[]=a',
      '?code=x&state=a&state=b',
      `?state=${'%00'.repeat(9)}`,
      `?state=${'x'.repeat(4096)}`,
    ];
    for (const query of states) {
      const answer = await window.open(callback + query);
      assert.equal(answer.status, 403, query);
      bodies.add(answer.body.replaceAll(/nonce="[^"]*"/g, ''));
    }
    assert.equal(bodies.size, 1);
    assert.equal(provider.tokenCalls.length, before);
  });

  it('A07: of callbacks that race, one goes on and the others are told so, in 50 rounds', async () => {
    const page = await vendor.openPage({ customer: { id: 'a07' } });
    const window = new Window(server);
    for (let round = 0; round < 50; round += 1) {
      const flow = await page.beginFlow('erp');
      const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
      const before = provider.tokenCalls.length;
      const answers = await Promise.all(Array.from({ length: 2 + (round % 3) }, () => window.open(callback)));
      const [first, ...others] = answers.map(({ status }) => status).toSorted();
      assert.equal(first, 303, `round ${round}`);
      assert.deepEqual(new Set(others), new Set([409]), `round ${round}`);
      assert.equal(provider.tokenCalls.length, before + 1, `round ${round}`);
    }
    assert.equal((await page.connection('erp')).status, 'configured');
  });

  it('A09: the start page opened from a link makes no flow and names no authorization URL', async () => {
    const answer = await new Window(server).open(`${server.url}${paths.oauthStart({ o: pageOrigin })}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.getSetCookie().length, 0);
    assert.equal(answer.body.includes(provider.issuer), false);
    assert.equal((await new Window(server).open(`${server.url}${paths.oauthStart({ o: 'https://evil.example' })}`)).status, 403);
  });

  it('A10: a flow begun on one origin cannot be bound by a window of another', async () => {
    const page = await vendor.openPage({ customer: { id: 'a10' } });
    const flow = await page.beginFlow('erp');
    assert.equal((await new Window(server).bind(flow, 'https://evil.example')).status, 403);
    assert.equal((await new Window(server).bind({ ...flow, startSecret: 'fss_wrong' })).status, 403);
    assert.equal((await new Window(server).bind(flow, '')).status, 403);
    assert.equal((await new Window(server).bind(flow)).status, 200);
    assert.equal((await new Window(server).bind(flow)).status, 403, 'a second window cannot bind it again');
  });

  it('A12: a session that ended during the sign-in cannot finish it', async () => {
    const page = await vendor.openPage({ customer: { id: 'a12' }, expiresInSeconds: 60 });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    await endSessions(database);
    const before = provider.tokenCalls.length;
    await window.open(callback);
    assert.equal(provider.tokenCalls.length, before);
    const later = await vendor.openPage({ customer: { id: 'a12' } });
    assert.deepEqual((await later.flow(flow.id)).code, 'session_revoked');
    assert.equal((await later.connection('erp')).status, 'not_configured');
  });

  it('A12: a session that ends while the code is being exchanged gets nothing stored, and the tokens are revoked', async () => {
    const page = await vendor.openPage({ customer: { id: 'a12-late' }, expiresInSeconds: 60 });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    const held = provider.holdTokens();
    const arriving = window.open(callback);
    await held.arrived;
    await endSessions(database);
    held.release();
    await arriving;
    const later = await vendor.openPage({ customer: { id: 'a12-late' } });
    assert.deepEqual((await later.flow(flow.id)).code, 'session_revoked');
    assert.equal((await later.connection('erp')).connected, false);
    const queued = await rowsOf(
      database,
      sql`select 1 from revocations r join customers c on c.id = r.customer_id where c.external_id = 'a12-late'`,
    );
    assert.equal(queued.length, 1);
  });

  it('A13: another user of the same customer cannot follow or cancel a flow', async () => {
    const flow = await (await vendor.openPage({ customer: { id: 'a13' }, user: { id: 'one' } })).beginFlow('erp');
    const other = await vendor.openPage({ customer: { id: 'a13' }, user: { id: 'two' } });
    assert.equal((await other.send('GET', paths.flow(flow.id))).status, 404);
    assert.equal((await other.send('POST', paths.flowCancel(flow.id))).status, 404);
  });

  it('A14: tokens of a sign-in that DISCONNECT overtook never reach the row and are revoked', async () => {
    const page = await vendor.openPage({ customer: { id: 'a14' } });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    const { id } = await page.connection('erp');
    await page.send('POST', paths.disconnect(id));
    await window.open(callback);
    assert.equal((await page.flow(flow.id)).code, 'flow_superseded');
    assert.equal((await page.connection('erp')).connected, false);
  });

  it('a sign-in that was interrupted in its exchange says so after DISCONNECT, and the next one goes through', async () => {
    const page = await vendor.openPage({ customer: { id: 'interrupted' } });
    const flow = await page.beginFlow('erp');
    const untouched = await page.beginFlow('erp');
    await new Window(server).start(flow);
    // As a server leaves it that dies while it waits for the provider.
    await database.db.execute(sql`update flows set state = 'exchanging', consumed_at = now() where id = ${flow.id}`);
    const { id } = await page.connection('erp');
    await page.send('POST', paths.disconnect(id));
    assert.deepEqual(
      [(await page.flow(flow.id)).code, (await page.flow(untouched.id)).code],
      ['exchange_unknown', 'flow_superseded'],
    );
    assert.equal((await page.connect('erp', new Window(server))).state, 'succeeded');
    assert.equal((await page.flow(flow.id)).code, 'exchange_unknown');
  });

  it('A17 A18: HEAD, OPTIONS, PUT and prefetch leave the flow as it is', async () => {
    const page = await vendor.openPage({ customer: { id: 'a17' } });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE'])
      assert.equal((await window.open(callback, { method })).status, 405, method);
    await window.open(callback, { headers: { 'sec-purpose': 'prefetch' } });
    assert.equal((await page.flow(flow.id)).state, 'authorizing');
    await window.open(callback);
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
  });

  it('C18: a cancelled sign-in is over, and its late callback is refused', async () => {
    const page = await vendor.openPage({ customer: { id: 'c18' } });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    await page.send('POST', paths.flowCancel(flow.id));
    assert.equal((await window.open(callback)).status, 410);
    assert.equal((await page.connection('erp')).status, 'not_configured');
  });

  it('E13 E14: declined consent fails the sign-in and leaves the connection as it was', async () => {
    const page = await vendor.openPage({ customer: { id: 'e13' } });
    await page.connect('erp', new Window(server));
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = new URL(await window.start(flow));
    const declined = `${server.url}${paths.oauthCallback('erp')}?error=access_denied&state=${callback.searchParams.get('state')}`;
    const answer = await window.open(declined);
    assert.equal(answer.headers.get('location'), paths.oauthDone(flow.id));
    assert.deepEqual((await page.flow(flow.id)).code, 'access_denied');
    assert.equal((await page.connection('erp')).status, 'configured');
    const done = await window.open(`${server.url}${paths.oauthDone(flow.id)}`);
    assert.match(done.body, /Access was declined/);
  });

  it('B02: a callback at another definition’s address is refused and spends nothing', async () => {
    const page = await vendor.openPage({ customer: { id: 'b02' } });
    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const callback = await signIn(await window.start(flow), { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    assert.equal((await window.open(callback.href.replace('/callback/erp', '/callback/machine'))).status, 403);
    assert.equal((await page.flow(flow.id)).state, 'authorizing');
  });

  it('connects directly with client credentials, and says when the keys are wrong', async () => {
    const page = await vendor.openPage({ customer: { id: 'direct' } });
    const { id } = await page.connection('machine');
    assert.equal((await page.send('POST', paths.connect(id), { mode: 'direct' })).status, 422);
    const save = (clientSecret: string) =>
      page.send('PATCH', paths.fields(id), {
        fields: { clientId: { op: 'replace', value: 'machine' }, clientSecret: { op: 'replace', value: clientSecret } },
      });
    await save('wrong');
    const refused = await page.send<{ code: string }>('POST', paths.connect(id), { mode: 'direct' });
    assert.equal(refused.body.code, 'invalid_client');
    await save(provider.client.secret);
    assert.equal((await page.send('POST', paths.connect(id), { mode: 'direct' })).status, 200);
    assert.equal((await page.connection('machine')).status, 'configured');
    const credentials = await vendor.send<Credentials>('POST', paths.credentials(id), {});
    assert.ok(credentials.body.token?.access_token);
  });

  it('T10: no token, code, secret or key is in the server’s log', async () => {
    const page = await vendor.openPage({ customer: { id: 't10' } });
    await page.connect('erp', new Window(server));
    const { id } = await page.connection('erp');
    const { body } = await vendor.send<Credentials>('POST', paths.credentials(id), {});
    for (const secret of [
      body.token?.access_token ?? '',
      page.token,
      server.apiKey,
      provider.client.secret,
      encodeURIComponent(provider.client.secret),
    ]) {
      assert.ok(secret.length > 8);
      assert.equal(server.logged().includes(secret), false);
    }
  });
});

async function endSessions(database: TestDatabase): Promise<void> {
  const { sql } = await import('drizzle-orm');
  await database.db.execute(sql`update sessions set expires_at = now() - interval '1 second'`);
}
