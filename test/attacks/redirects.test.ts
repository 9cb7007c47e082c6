import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths } from '../../server/contract/index.ts';
import { Window, type Page } from '../support/callers.ts';
import { signIn } from '../support/oauth-user.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

/** Names under which servers take an address to go to from whoever writes the link. */
const names = [
  'success_url',
  'successRedirectUri',
  'oAuthSuccessRedirectUri',
  'oAuthFailureRedirectUri',
  'redirect_uri',
  'redirect',
  'returnUrl',
  'return_to',
  'next',
  'url',
  'o',
];

describe('where a sign-in sends the browser', () => {
  let world: SyncWorld;
  before(async () => {
    world = await startSyncWorld();
  });
  after(() => world.stop());

  const open = (customer: string): Promise<Page> => world.vendor.openPage({ customer: { id: customer }, integration: 'placed' });

  /** A sign-in whose every address in the browser is changed by the attacker; returns where the callback sends the browser. */
  async function land(page: Page, change: (address: URL) => void): Promise<URL> {
    const { server } = world;
    const window = new Window(server);
    const start = new URL(await window.start(await page.beginFlow('partner')));
    const callback = await signIn(start, { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    change(callback);
    const { status, headers } = await window.open(callback);
    assert.equal(status, 303);
    return new URL(headers.get('location') ?? '', server.url);
  }

  it('C04: takes no address from the query, after a success or a failure', async () => {
    const page = await open('c04');
    const evil = (address: URL) => {
      for (const name of names) address.searchParams.set(name, 'https://evil.example/');
    };
    const success = await land(page, evil);
    assert.equal(success.origin + success.pathname, 'https://app.vendor.example/connected');
    assert.equal(success.href.includes('evil'), false);
    const failure = await land(page, (address) => {
      evil(address);
      address.searchParams.delete('code');
      address.searchParams.set('error', 'access_denied');
    });
    assert.equal(failure.origin + failure.pathname, 'https://app.vendor.example/not-connected');
    assert.equal(failure.href.includes('evil'), false);
    const query = new URLSearchParams(names.map((name) => [name, 'https://evil.example/']));
    for (const path of [paths.oauthCallback('erp'), paths.oauthDone('flw_1'), '/oauth/start']) {
      const { status, headers, body } = await new Window(world.server).open(`${world.server.url}${path}?${query}`);
      assert.notEqual(Math.floor(status / 100), 3, path);
      assert.equal(headers.get('location'), null);
      assert.equal(headers.get('refresh'), null);
      assert.equal(body.includes('evil.example'), false, path);
    }
  });

  it('C06: encodes what names carry, so that they add no parameter, fragment or line', async () => {
    const name = 'A&id=evil#top ?x=1%0d%0aLocation: https://evil.example\r\nSet-Cookie: a=b; é "<';
    const page = await open('c06');
    const put = await world.vendor.send('PUT', paths.instance('c06', 'placed'), { name });
    assert.equal(put.status, 200);
    const landing = await land(page, () => undefined);
    assert.equal(landing.hash, '');
    assert.equal(landing.host, 'app.vendor.example');
    const { id } = await page.connection('partner');
    assert.deepEqual(landing.searchParams.getAll('id'), [id]);
    assert.equal(landing.searchParams.get('instanceName'), name);
    assert.deepEqual([...landing.searchParams.keys()].toSorted(), [
      'from',
      'id',
      'instanceId',
      'instanceName',
      'integrationId',
      'integrationName',
      'requiredConfigVariableId',
      'requiredConfigVariableKey',
    ]);
  });
});
