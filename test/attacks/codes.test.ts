import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { paths } from '../../server/contract/index.ts';
import { Window } from '../support/callers.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { signIn } from '../support/oauth-user.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

/** A sign-in of a customer of its own, up to the address its browser is sent back to. */
async function atCallback({ server, vendor }: SyncWorld, customer: string) {
  const page = await vendor.openPage({ customer: { id: customer } });
  const window = new Window(server);
  const flow = await page.beginFlow('erp');
  const authorizationUrl = new URL(await window.start(flow));
  const callback = await signIn(authorizationUrl, { login: customer, redirectPrefix: `${server.url}/oauth/callback/` });
  return { page, window, flow, authorizationUrl, callback };
}

describe('a code from elsewhere', () => {
  let world: SyncWorld;
  before(async () => {
    // It would take a code without PKCE, so that only what we send protects the code.
    world = await startSyncWorld({ configure: (base) => ({ ...base, pkce: { required: () => false } }) });
  });
  after(() => world.stop());

  it('B01: the attacker’s code in the victim’s sign-in is refused by the server that gave it, for want of its verifier', async () => {
    const attacker = await atCallback(world, 'mallory');
    const victim = await atCallback(world, 'victim');
    const injected = new URL(victim.callback);
    injected.searchParams.set('code', attacker.callback.searchParams.get('code') ?? '');
    const calls = world.provider.tokenCalls.length;
    await victim.window.open(injected);
    assert.deepEqual(world.provider.tokenCalls.slice(calls), [{ grantType: 'authorization_code', ok: false }]);
    const { state, code } = await victim.page.flow(victim.flow.id);
    assert.deepEqual([state, code], ['failed', 'exchange_rejected']);
    assert.equal((await victim.page.connection('erp')).connected, false);
  });
});

describe('exchanging a code', () => {
  let world: SyncWorld;
  let tokenEndpoint: MisbehavingProvider;
  before(async () => {
    tokenEndpoint = await startMisbehavingProvider();
    world = await startSyncWorld({ overrides: { tokenUrl: `${tokenEndpoint.url}/token` } });
  });
  after(async () => {
    await world.stop();
    await tokenEndpoint.stop();
  });

  it('B03: is not repeated when the answer is lost: nobody knows, and the customer connects again', async () => {
    const { page, window, flow, callback } = await atCallback(world, 'b03');
    tokenEndpoint.answerWith(behaviours.hangsUp());
    const before = tokenEndpoint.requests.length;
    await window.open(callback);
    assert.equal((await page.flow(flow.id)).code, 'exchange_unknown');
    assert.equal((await window.open(callback)).status >= 400, true);
    assert.equal(tokenEndpoint.requests.length, before + 1);
    assert.equal((await page.connection('erp')).status, 'not_configured');
  });

  it('B19: names the redirect URI of the authorization request, byte for byte, whatever host a request claims', async () => {
    const { page, window, flow, authorizationUrl, callback } = await atCallback(world, 'b19');
    tokenEndpoint.answerWith(behaviours.tokens());
    const status = await getWithHost(callback, {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
      cookie: window.cookie,
    });
    assert.equal(status, 303);
    const configured = world.server.url + paths.oauthCallback('erp');
    const sent = new URLSearchParams(tokenEndpoint.requests.at(-1)?.body);
    assert.deepEqual([authorizationUrl.searchParams.get('redirect_uri'), sent.get('redirect_uri')], [configured, configured]);
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
  });
});

/** fetch sets the Host header by itself. */
function getWithHost(url: URL, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asking.on('error', reject).end();
  });
}
