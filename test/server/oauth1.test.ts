import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { authorizedFetch } from '../../server/client/index.ts';
import {
  paths,
  type Credentials,
  type Disconnected,
  type LogPage,
  type Problem,
  type TestResult,
} from '../../server/contract/index.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { oauth1Config } from '../support/oauth1-config.ts';
import { startOAuth1Server, type OAuth1Server } from '../support/oauth1-server.ts';
import { signIn } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';

describe('CONNECT by OAuth 1.0a', () => {
  let database: TestDatabase;
  let provider: OAuth1Server;
  let odd: MisbehavingProvider;
  let server: TestServer;
  let oddServer: TestServer;
  let vendor: Vendor;

  before(async () => {
    database = await openTestDatabase();
    provider = await startOAuth1Server();
    odd = await startMisbehavingProvider();
    server = await startConnectionServer({ database, config: oauth1Config(provider) });
    oddServer = await startConnectionServer({ database, config: oauth1Config({ url: odd.url, consumer: provider.consumer }) });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await oddServer.close();
    await provider.stop();
    await odd.stop();
    await database.close();
  });

  const openPage = (customer: string, of = vendor) => of.openPage({ customer: { id: customer }, integration: 'elders' });
  const prefix = () => `${server.url}/oauth/callback/`;
  const callbackOf = async (window: Window, flow: { id: string; startSecret: string }, cancels = false) =>
    signIn(await window.start(flow), { login: 'ada', redirectPrefix: prefix(), cancels });
  const codesOf = async (page: Page) => {
    const { id } = await page.connection('elder');
    return (await page.send<LogPage>('GET', paths.logs(id))).body.entries.map(({ code }) => code);
  };
  const handOver = (id: string) => vendor.send<Credentials>('POST', paths.credentials(id), {});
  const me = async ({ token }: Credentials, init: RequestInit = {}) => {
    assert.ok(token);
    const response = await authorizedFetch(token)(`${provider.url}/me?fields=user`, init);
    return response.ok ? ((await response.json()) as { user: string }).user : response.status;
  };

  for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA256'] as const) {
    it(`takes a customer from grey to a token that signs requests with ${signatureMethod}, and back`, async () => {
      const signing = await startConnectionServer({
        database,
        config: oauth1Config(provider, { signatureMethod, realm: 'Elder "rooms"' }),
      });
      const page = await openPage(signatureMethod, new Vendor(signing));
      const window = new Window(signing);
      const flow = await page.beginFlow('elder');
      const address = await window.start(flow);
      assert.equal(new URL(address).searchParams.get('force_login'), 'true');
      const callback = await signIn(address, { login: 'ada', redirectPrefix: signing.url });
      assert.equal((await window.open(callback)).status, 303);
      const ended = await page.flow(flow.id);
      assert.deepEqual(
        [ended.state, ended.connection?.status, ended.connection?.accountLabel],
        ['succeeded', 'configured', 'ada'],
      );

      const { id } = await page.connection('elder');
      const credentials = (await handOver(id)).body;
      assert.deepEqual(
        { ...credentials.token, access_token: '', token_secret: '' },
        {
          access_token: '',
          token_type: 'OAuth1',
          token_secret: '',
          consumer_key: provider.consumer.key,
          consumer_secret: provider.consumer.secret,
          signature_method: signatureMethod,
          realm: 'Elder "rooms"',
          screen_name: 'ada',
        },
      );
      assert.equal(await me(credentials), 'ada');
      assert.equal(
        await me(credentials, { method: 'POST', body: new URLSearchParams({ status: 'a form, signed: 100%' }) }),
        'ada',
      );
      assert.equal(await me(credentials, { method: 'POST', body: '{"not":"signed"}' }), 'ada');
      assert.equal((await page.send<TestResult>('POST', paths.test(id))).body.ok, true);
      const { body } = await page.send<Disconnected>('POST', paths.disconnect(id));
      assert.deepEqual([body.revocation, body.connection.status], ['unsupported', 'not_configured']);
      assert.equal((await handOver(id)).status, 409);
      await signing.close();
    });
  }

  it('E13: declined consent fails the sign-in, however the provider says so', async () => {
    const page = await openPage('declined');
    const window = new Window(server);
    const flow = await page.beginFlow('elder');
    const callback = await callbackOf(window, flow, true);
    assert.equal(callback.searchParams.get('oauth_problem'), 'user_refused');
    await window.open(callback);
    assert.equal((await page.flow(flow.id)).code, 'access_denied');

    // X names the request token it was declined for, and nothing else ("Log in with X", 2026-11-23).
    const again = await page.beginFlow('elder');
    const asIfAllowed = await callbackOf(window, again);
    const query = {
      state: asIfAllowed.searchParams.get('state') ?? '',
      denied: asIfAllowed.searchParams.get('oauth_token') ?? '',
    };
    await window.open(`${asIfAllowed.origin}${asIfAllowed.pathname}?${new URLSearchParams(query)}`);
    assert.equal((await page.flow(again.id)).code, 'access_denied');
  });

  it('A04 A11: another browser cannot finish a sign-in, and does not spend it for the right one', async () => {
    const page = await openPage('a04');
    const window = new Window(server);
    const flow = await page.beginFlow('elder');
    const callback = await callbackOf(window, flow);
    const before = provider.tokenCalls.length;
    assert.equal((await new Window(server).open(callback)).status, 403);
    assert.equal(provider.tokenCalls.length, before);
    assert.equal((await window.open(callback)).status, 303);
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
  });

  it('A01 A06: without our state, or a second time, a callback exchanges nothing', async () => {
    const page = await openPage('a06');
    const window = new Window(server);
    const flow = await page.beginFlow('elder');
    const callback = await callbackOf(window, flow);
    const bare = new URL(callback);
    bare.searchParams.delete('state');
    assert.equal((await window.open(bare)).status, 403);
    await window.open(callback);
    const before = provider.tokenCalls.length;
    assert.equal((await window.open(callback)).status, 409);
    assert.equal(provider.tokenCalls.length, before);
  });

  it('A05: the request token of another sign-in is not taken for this one’s', async () => {
    const page = await openPage('a05');
    const window = new Window(server);
    const [victim, attacker] = [await page.beginFlow('elder'), await page.beginFlow('elder')];
    const [mine, theirs] = [await callbackOf(window, victim), await callbackOf(window, attacker)];
    for (const name of ['oauth_token', 'oauth_verifier']) mine.searchParams.set(name, theirs.searchParams.get(name) ?? '');
    const before = provider.tokenCalls.length;
    await window.open(mine);
    assert.equal((await page.flow(victim.id)).code, 'provider_protocol_error');
    assert.equal(provider.tokenCalls.length, before);
  });

  it('A14: DISCONNECT during the sign-in ends it', async () => {
    const page = await openPage('a14');
    const window = new Window(server);
    const flow = await page.beginFlow('elder');
    const callback = await callbackOf(window, flow);
    const { id } = await page.connection('elder');
    await page.send('POST', paths.disconnect(id));
    await window.open(callback);
    assert.equal((await page.flow(flow.id)).code, 'flow_superseded');
  });

  it('refuses a verifier that the provider did not give, and leaves the connection as it was', async () => {
    const page = await openPage('verifier');
    const window = new Window(server);
    const flow = await page.beginFlow('elder');
    const callback = await callbackOf(window, flow);
    callback.searchParams.set('oauth_verifier', 'guessed');
    await window.open(callback);
    assert.equal((await page.flow(flow.id)).code, 'exchange_rejected');
    assert.equal((await page.connection('elder')).status, 'not_configured');
  });

  it('E04: says that the consumer secret is wrong before anybody is sent anywhere', async () => {
    const page = await openPage('e04');
    const { id } = await page.connection('elder');
    await page.send('PATCH', paths.fields(id), { fields: { clientSecret: { op: 'replace', value: 'wrong' } } });
    const flow = await page.beginFlow('elder');
    assert.equal((await new Window(server).bind(flow)).body.code, 'invalid_client');
    assert.deepEqual((await page.flow(flow.id)).code, 'invalid_client');
    assert.equal((await codesOf(page))[0], 'invalid_client');
  });

  it('says that a revoked token needs a new sign-in', async () => {
    const page = await openPage('revoked');
    const window = new Window(server);
    const flow = await page.beginFlow('elder');
    await window.open(await callbackOf(window, flow));
    const { id } = await page.connection('elder');
    const { body } = await handOver(id);
    provider.revokeEverything();
    assert.equal(await me(body), 401);
    const refused = await vendor.send<Problem>('POST', paths.credentials(id), { rejectedVersion: body.version });
    assert.equal(refused.body.code, 'reauth_required');
    assert.equal((await page.connection('elder')).status, 'error');
  });

  it('T10: no token, secret or verifier is in the log, in an answer to the tag, or in a column as it is', async () => {
    const page = await openPage('t10');
    const window = new Window(server);
    const flow = await page.beginFlow('elder');
    await window.open(await callbackOf(window, flow));
    const rows = await rowsOf<{ text: string }>(
      database,
      sql`select flows::text as text from flows union all select credentials::text from credentials`,
    );
    const seen = [server.logged(), JSON.stringify(await page.snapshot()), ...rows.map(({ text }) => text)].join('\n');
    for (const secret of [...provider.secrets, provider.consumer.secret]) {
      assert.equal(seen.includes(secret) || seen.includes(Buffer.from(secret).toString('hex')), false);
    }
  });

  describe('at a server that misbehaves', () => {
    const bind = async (customer: string) => {
      const page = await openPage(customer, new Vendor(oddServer));
      return (await new Window(oddServer).bind(await page.beginFlow('elder'))).body.code;
    };
    const form = (text: string, status = 200) => behaviours.raw(text, 'application/x-www-form-urlencoded', status);

    const answers = [
      [
        'does not confirm the callback, as before OAuth 1.0a',
        form('oauth_token=t&oauth_token_secret=s'),
        'provider_protocol_error',
      ],
      ['gives no token', form('oauth_token_secret=s&oauth_callback_confirmed=true'), 'provider_protocol_error'],
      ['answers with a page', behaviours.raw('<html>', 'text/html'), 'provider_protocol_error'],
      ['does not know the consumer', form('oauth_problem=consumer_key_unknown', 401), 'invalid_client'],
      ['names a problem in a 200', form('oauth_problem=timestamp_refused'), 'exchange_rejected'],
      ['is down', behaviours.empty(503), 'provider_error'],
      ['is busy', behaviours.empty(429), 'rate_limited'],
      ['hangs up', behaviours.hangsUp(), 'provider_unreachable'],
    ] as const;
    for (const [name, behaviour, code] of answers) {
      it(`says ${code} of one that ${name}`, async () => {
        odd.answerWith(behaviour);
        assert.equal(await bind(name), code);
      });
    }
  });
});
