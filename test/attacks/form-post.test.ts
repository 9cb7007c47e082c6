import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths } from '../../server/contract/index.ts';
import { Window, type Answer } from '../support/callers.ts';
import { signIn } from '../support/oauth-user.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('a callback that the provider’s page posts', () => {
  let world: SyncWorld;
  before(async () => {
    world = await startSyncWorld({
      overrides: { facts: { authorize: { params: { prompt: 'consent', response_mode: 'form_post' } } } },
    });
  });
  after(() => world.stop());

  /** What a browser sends from another site: no Lax cookie. */
  const post = (callback: URL, change: RequestInit = {}): Promise<Answer<string>> =>
    new Window(world.server).open(`${callback.origin}${callback.pathname}`, {
      method: 'POST',
      body: callback.searchParams,
      ...change,
    });

  async function atCallback(customer: string) {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    const window = new Window(world.server);
    const flow = await page.beginFlow('erp');
    const authorizationUrl = await window.start(flow);
    const callback = await signIn(authorizationUrl, { login: 'ada', redirectPrefix: `${world.server.url}/oauth/callback/` });
    return { page, window, flow, callback };
  }

  it('A19: is finished by the GET that follows, in the browser that began it, with nothing secret in the address', async () => {
    const { page, window, flow, callback } = await atCallback('a19');
    const calls = world.provider.tokenCalls.length;
    const sentOn = await post(callback);
    assert.equal(sentOn.status, 303);
    const location = sentOn.headers.get('location') ?? '';
    assert.match(location, /^\/oauth\/callback\/erp\?posted=fph_[\w-]{43}$/);
    for (const secret of callback.searchParams.values()) assert.equal(location.includes(secret), false);
    assert.equal(world.provider.tokenCalls.length, calls, 'the post alone finishes nothing');
    assert.equal((await window.open(world.server.url + location)).status, 303);
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
    assert.equal(world.provider.tokenCalls.length, calls + 1);
    assert.equal((await window.open(world.server.url + location)).status, 409, 'once');
    assert.equal((await post(callback)).status, 403, 'the flow is over');
  });

  it('A19: a forged post is refused where it lands, and does not spend the flow', async () => {
    const victim = await atCallback('a19-victim');
    const attacker = await atCallback('a19-attacker');
    const calls = world.provider.tokenCalls.length;
    // The attacker's page posts the attacker's code from the victim's browser; the post and all it leads to belong to the attacker's flow.
    const location = (await post(attacker.callback)).headers.get('location') ?? '';
    assert.equal((await victim.window.open(world.server.url + location)).status, 403);
    // Somebody who knows the victim's state posts a code of his own, and has no cookie.
    const mixed = new URL(victim.callback);
    mixed.searchParams.set('code', attacker.callback.searchParams.get('code') ?? '');
    const forged = (await post(mixed)).headers.get('location') ?? '';
    assert.equal((await new Window(world.server).open(world.server.url + forged)).status, 403);
    assert.equal((await attacker.window.open(world.server.url + forged)).status, 403);
    assert.equal(world.provider.tokenCalls.length, calls);
    assert.equal((await victim.page.flow(victim.flow.id)).state, 'authorizing');
    const own = (await post(victim.callback)).headers.get('location') ?? '';
    assert.equal((await victim.window.open(world.server.url + forged)).status, 403, 'the later post counts');
    await victim.window.open(world.server.url + own);
    assert.equal((await victim.page.flow(victim.flow.id)).state, 'succeeded');
  });

  it('A19: what is no form, too large, without a state or for another definition is refused alike', async () => {
    const { page, flow, callback } = await atCallback('a19-shapes');
    const code = async (change: (callback: URL) => URL | undefined, init: RequestInit = {}) =>
      (await post(change(new URL(callback)) ?? callback, init)).status;
    const without = (name: string) => (url: URL) => {
      url.searchParams.delete(name);
      return url;
    };
    assert.equal(await code(without('state')), 403);
    assert.equal(await code((url) => (url.searchParams.append('state', 'x'), url)), 403);
    assert.equal(await code((url) => (url.searchParams.set('state', 'a'.repeat(43)), url)), 403);
    assert.equal(await code((url) => new URL(url.href.replace('/callback/erp', '/callback/machine'))), 403);
    assert.equal(await code((url) => (url.searchParams.set('padding', 'x'.repeat(70_000)), url)), 413);
    const body = JSON.stringify(Object.fromEntries(callback.searchParams));
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x'])
      assert.equal(await code(() => undefined, { body, headers: { 'content-type': type } }), 415, type);
    const handles = ['', 'fph_', `fph_${'A'.repeat(43)}`, `fph_${'A'.repeat(43)}&state=x`];
    for (const handle of handles) {
      const answer = await new Window(world.server).open(`${world.server.url}${paths.oauthCallback('erp')}?posted=${handle}`);
      assert.equal(answer.status, 403, handle);
    }
    assert.equal((await page.flow(flow.id)).state, 'authorizing');
  });
});
