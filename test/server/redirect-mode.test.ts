import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths, type ConnectAnswer, type FlowStatus, type Problem, type StartedFlow } from '../../server/contract/index.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { Window, type Page, type Vendor } from '../support/callers.ts';
import { pageOrigin, type TestServer } from '../support/connection-server.ts';
import { signIn } from '../support/oauth-user.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

const returnUrl = `${pageOrigin}/settings?tab=connections#top`;

describe('CONNECT without a popup', () => {
  let world: SyncWorld;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    world = await startSyncWorld();
    ({ provider, server, vendor } = world);
  });
  after(() => world.stop());

  const redirectPrefix = () => `${server.url}/oauth/callback/`;
  const connect = async (page: Page, url: string, configVar = 'erp') =>
    page.send<ConnectAnswer & Problem>('POST', paths.connect((await page.connection(configVar)).id), {
      mode: 'redirect',
      returnUrl: url,
    });

  /** Up to the way back: the flow, and what the page finds in its fragment. */
  async function parked(page: Page): Promise<{ flow: StartedFlow; completion: string; callback: URL; window: Window }> {
    const { body } = await connect(page, returnUrl);
    assert.equal(body.kind, 'flow');
    const flow = (body as Extract<ConnectAnswer, { kind: 'flow' }>).flow;
    const window = new Window(server);
    const callback = await signIn(await window.start(flow, ''), { login: 'ada', redirectPrefix: redirectPrefix() });
    const landing = await window.open(callback);
    assert.equal(landing.status, 303);
    const back = new URL(landing.headers.get('location') ?? '');
    assert.equal(back.href.split('#')[0], returnUrl.split('#')[0], 'nothing is in the query, which servers log');
    const [id, completion = ''] = (/^#connection-config=(.+)$/.exec(back.hash)?.[1] ?? '').split('.');
    assert.equal(id, flow.id);
    return { flow, completion, callback, window };
  }
  const finalize = (page: Page, id: string, startSecret: string, completion: string) =>
    page.send<FlowStatus & Problem>('POST', paths.flowFinalize(id), { startSecret, completion });

  it('exchanges the code only when the page that began it comes back with both halves', async () => {
    const page = await vendor.openPage({ customer: { id: 'whole' } });
    const calls = provider.tokenCalls.length;
    const { flow, completion, callback, window } = await parked(page);
    assert.equal(provider.tokenCalls.length, calls, 'the code waits');
    assert.equal((await page.flow(flow.id)).state, 'parked');
    assert.equal((await window.open(callback)).status, 409, 'the callback cannot be parked twice');
    const { status, body } = await finalize(page, flow.id, flow.startSecret, completion);
    assert.equal(status, 200);
    assert.deepEqual([body.state, body.connection?.status], ['succeeded', 'configured']);
    assert.equal(provider.tokenCalls.length, calls + 1);
    assert.equal((await finalize(page, flow.id, flow.startSecret, completion)).body.code, 'flow_not_bound', 'once');
  });

  it('A13: another user, another customer, a wrong secret or a wrong completion exchange nothing and spend nothing', async () => {
    const page = await vendor.openPage({ customer: { id: 'a13' } });
    const { flow, completion } = await parked(page);
    const calls = provider.tokenCalls.length;
    const colleague = await vendor.openPage({ customer: { id: 'a13' }, user: { id: 'colleague' } });
    const stranger = await vendor.openPage({ customer: { id: 'stranger' } });
    assert.equal((await finalize(colleague, flow.id, flow.startSecret, completion)).body.code, 'subject_mismatch');
    assert.equal((await finalize(stranger, flow.id, flow.startSecret, completion)).body.code, 'not_found');
    assert.equal((await finalize(page, flow.id, 'fss_wrong', completion)).body.code, 'flow_not_bound');
    assert.equal((await finalize(page, flow.id, flow.startSecret, 'fcs_wrong')).body.code, 'flow_not_bound');
    assert.equal((await finalize(page, flow.id, completion, flow.startSecret)).body.code, 'flow_not_bound');
    const readOnly = await vendor.openPage({ customer: { id: 'a13' }, permissions: ['read'] });
    assert.equal((await finalize(readOnly, flow.id, flow.startSecret, completion)).body.code, 'forbidden');
    assert.equal(provider.tokenCalls.length, calls);
    assert.equal((await finalize(page, flow.id, flow.startSecret, completion)).body.state, 'succeeded');
  });

  it('of two pages that finalize at once, one exchanges', async () => {
    const page = await vendor.openPage({ customer: { id: 'twice' } });
    const { flow, completion } = await parked(page);
    const calls = provider.tokenCalls.length;
    const answers = await Promise.all([1, 2, 3].map(() => finalize(page, flow.id, flow.startSecret, completion)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(provider.tokenCalls.length, calls + 1);
  });

  it('C18: a parked sign-in can still be cancelled', async () => {
    const page = await vendor.openPage({ customer: { id: 'cancel' } });
    const { flow, completion } = await parked(page);
    await page.send('POST', paths.flowCancel(flow.id));
    const calls = provider.tokenCalls.length;
    assert.equal((await finalize(page, flow.id, flow.startSecret, completion)).body.code, 'flow_not_bound');
    assert.equal(provider.tokenCalls.length, calls);
  });

  it('a popup’s flow cannot be bound as a redirect, nor the other way round', async () => {
    const page = await vendor.openPage({ customer: { id: 'modes' } });
    assert.equal((await new Window(server).bind(await page.beginFlow('erp'), '')).status, 403);
    const { body } = await connect(page, returnUrl);
    const { flow } = body as Extract<ConnectAnswer, { kind: 'flow' }>;
    assert.equal((await new Window(server).bind(flow, pageOrigin)).status, 403);
  });

  it('T16: goes back to the page that asked and nowhere else', async () => {
    const page = await vendor.openPage({ customer: { id: 't16' } });
    const refused = [
      'https://evil.example/',
      'https://app.vendor.example.evil.example/',
      'https://app.vendor.example@evil.example/',
      'https://evil.example/https://app.vendor.example',
      'http://app.vendor.example/',
      'https://app.vendor.example:8443/',
      'https://app.vendor.example./',
      'https://sub.app.vendor.example/',
      '//app.vendor.example/',
      '\\\\evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      `blob:${pageOrigin}/1`,
      `filesystem:${pageOrigin}/1`,
      '/settings',
      '',
      server.url,
    ];
    for (const url of refused) {
      const answer = await connect(page, url);
      assert.ok([400, 403].includes(answer.status), `${url} was answered ${answer.status}`);
      assert.ok(['origin_not_allowed', 'invalid_request'].includes(answer.body.code), url);
    }
    assert.equal((await connect(page, `${pageOrigin}/any/path?x=1`)).status, 200);
  });

  it('custom redirects carry exactly the seven parameters, and on failure also a code of ours', async () => {
    const page = await vendor.openPage({ customer: { id: 'custom' }, integration: 'placed' });
    await vendor.send('PUT', paths.instance('custom', 'placed'), { name: 'Placed for R&D #1' });
    const { id } = await page.connection('partner');
    const land = async (change: (callback: URL) => void) => {
      const window = new Window(server);
      const callback = await signIn(await window.start(await page.beginFlow('partner')), {
        login: 'ada',
        redirectPrefix: redirectPrefix(),
      });
      change(callback);
      return new URL((await window.open(callback)).headers.get('location') ?? '');
    };
    const { session, ...expected } = {
      session: await vendor.send<{ instanceId: string }>('POST', paths.sessions, {
        customer: { id: 'custom' },
        user: { id: 'ada' },
        integration: 'placed',
      }),
      instanceName: 'Placed for R&D #1',
      integrationId: 'placed',
      integrationName: 'Placed',
      requiredConfigVariableId: 'partner',
      requiredConfigVariableKey: 'partner',
      id,
    };
    const seven = { instanceId: session.body.instanceId, ...expected };
    const success = await land(() => undefined);
    assert.equal(success.origin + success.pathname, 'https://app.vendor.example/connected');
    assert.deepEqual(Object.fromEntries(success.searchParams), { from: 'erp', ...seven });
    const failure = await land((callback) => {
      callback.searchParams.delete('code');
      callback.searchParams.set('error', 'access_denied');
      callback.searchParams.set('error_description', '<b>their words</b>');
    });
    assert.equal(failure.origin + failure.pathname, 'https://app.vendor.example/not-connected');
    assert.deepEqual(Object.fromEntries(failure.searchParams), { ...seven, error: 'access_denied' });
  });
});
