import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Window } from '../support/callers.ts';
import { signIn } from '../support/oauth-user.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('a provider without PKCE', () => {
  let world: SyncWorld;
  before(async () => {
    world = await startSyncWorld({
      configure: (base) => ({ ...base, pkce: { required: () => false } }),
      overrides: { facts: { authorize: { pkce: 'none', params: { prompt: 'consent' } } } },
    });
  });
  after(() => world.stop());

  async function atCallback(customer: string) {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    const window = new Window(world.server);
    const flow = await page.beginFlow('erp');
    const url = new URL(await window.start(flow));
    assert.equal(url.searchParams.has('code_challenge'), false);
    const callback = await signIn(url, { login: customer, redirectPrefix: `${world.server.url}/oauth/callback/` });
    return { page, window, flow, callback };
  }

  it('B14: state and cookie still bind the flow: nobody else finishes it, nobody else’s code enters it, and it ends once', async () => {
    const victim = await atCallback('victim');
    const attacker = await atCallback('mallory');
    const calls = world.provider.tokenCalls.length;
    const without = new URL(victim.callback);
    without.searchParams.delete('state');
    // The state of one and the code of the other, in either browser.
    const mixed = new URL(victim.callback);
    mixed.searchParams.set('state', attacker.callback.searchParams.get('state') ?? '');
    for (const stranger of [attacker.window, new Window(world.server)]) {
      assert.equal((await stranger.open(victim.callback)).status, 403);
      assert.equal((await stranger.open(without)).status, 403);
    }
    for (const callback of [attacker.callback, mixed, without]) assert.equal((await victim.window.open(callback)).status, 403);
    assert.equal(world.provider.tokenCalls.length, calls);
    assert.equal((await victim.page.flow(victim.flow.id)).state, 'authorizing');
    assert.equal((await victim.window.open(victim.callback)).status, 303);
    assert.equal((await victim.window.open(victim.callback)).status, 409);
    assert.equal((await victim.page.flow(victim.flow.id)).state, 'succeeded');
    assert.equal(world.provider.tokenCalls.length, calls + 1);
  });
});
