import { aTimeout, assert, expect } from '@open-wc/testing';
import type { MountedTag } from '../support/mount-tag.ts';
import { expectAccessible, mountTag, type, until } from '../support/mount-tag.ts';
import { FakePage } from '../support/flow-page.ts';
import { aConnection, aField, problem, serverUrl, WidgetServer } from '../support/widget-server.ts';

const ready = { type: 'connection-config:ready' };
const pageFetch = window.fetch;
afterEach(() => {
  window.fetch = pageFetch;
});

async function connecting(server = new WidgetServer(), flow: 'auto' | 'popup' = 'auto'): Promise<MountedTag> {
  const mounted = await mountTag(server, { flow });
  const begun = server.next('POST /connections/*/connect');
  mounted.part('connect-button').click();
  await begun;
  mounted.page.message(ready, serverUrl);
  await until(() => mounted.page.opened[0]!.window.messages.length > 0);
  server.flow = { id: 'flw_1', state: 'authorizing' };
  await mounted.tag.updateComplete;
  return mounted;
}

describe('CONNECT in a window', () => {
  it('has no fault that axe can find while it waits', async () => {
    const { tag, part } = await connecting();
    await until(() => part('reopen-button'));
    await expectAccessible(tag);
  });

  it('has one main thing to do: what the sign-in offers, while that goes on', async () => {
    const { part } = await mountTag(new WidgetServer([aConnection({ connect: 'device' })]));
    assert.equal(part('connect-button').dataset['look'], 'primary');
    part('connect-button').click();
    await until(() => part('verification-link'));
    assert.equal(part('connect-button').dataset['look'], 'secondary');
    assert.equal(part('verification-link').dataset['look'], 'primary');
  });

  it('opens the window inside the click, on the start page of the server', async () => {
    const { part, page } = await mountTag(new WidgetServer());
    part('connect-button').click();
    expect(page.opened).to.have.length(1);
    assert.equal(page.opened[0]!.url, `${serverUrl}/oauth/start?o=${encodeURIComponent(page.origin)}&locale=en`);
    expect(page.opened[0]!.features).to.match(/^popup,/);
  });

  it('opens the window also when CONNECT is pressed before everything it takes has been fetched', async () => {
    const { tag, part, page } = await mountTag(new WidgetServer(), { ready: false });
    tag.addEventListener('connection-ready', () => {
      part('connect-button').click();
      part('connect-button').click();
      expect(page.opened, 'nothing to open it with yet').to.have.length(0);
    });
    await until(() => page.opened.length > 0);
    await until(() => tag.matches(':state(complete)'));
    expect(page.opened).to.have.length(1);
  });

  it('tells the start page which flow it belongs to, and nobody else', async () => {
    const { page } = await connecting();
    assert.deepEqual(page.opened[0]!.window.messages, [
      { data: { type: 'connection-config:begin', flowId: 'flw_1', startSecret: 'sec_1' }, targetOrigin: serverUrl },
    ]);
  });

  const strangers: readonly (readonly [string, (page: FakePage) => void])[] = [
    ['C07: another origin', (page) => page.message(ready, 'https://evil.example')],
    ['C07: another window of the right origin', (page) => page.message(ready, serverUrl, {})],
    ['C07: no window', (page) => page.message(ready, serverUrl, null)],
    ['C08: the right window with more than a ready message', (page) => page.message({ ...ready, extra: 1 }, serverUrl)],
    ['C08: the right window with no object', (page) => page.message('connection-config:ready', serverUrl)],
  ];
  for (const [name, send] of strangers) {
    it(`${name} gets no handshake`, async () => {
      const server = new WidgetServer();
      const { part, page } = await mountTag(server);
      const begun = server.next('POST /connections/*/connect');
      part('connect-button').click();
      await begun;
      send(page);
      await aTimeout(0);
      assert.deepEqual(page.opened[0]!.window.messages, []);
    });
  }

  it('shows the result within a second of the server knowing it, and moves the focus there', async () => {
    const server = new WidgetServer();
    const { tag, part, page, card, told } = await connecting(server);
    part('cancel-button').focus();
    server.flow = { id: 'flw_1', state: 'succeeded', connection: server.connected() };
    page.advance(1000);
    assert.deepEqual((await told('connection-connected')).detail, { connectionId: 'con_slack', configVar: 'slack' });
    await until(() => tag.shadowRoot!.activeElement === part('message'));
    expect(part('message').textContent).to.contain('Connected to Slack.');
    assert.equal(card('slack').dataset['status'], 'configured');
  });

  const notDone: readonly (readonly [string, unknown])[] = [
    ['another flow', { type: 'connection-config:done', flowId: 'flw_2' }],
    ['an outcome with it', { type: 'connection-config:done', flowId: 'flw_1', state: 'succeeded' }],
    ['no flow', { type: 'connection-config:done' }],
    ['a text', 'connection-config:done'],
    ['nothing', null],
  ];
  for (const [name, data] of notDone) {
    it(`C08: a message of the right window with ${name} is not listened to`, async () => {
      const server = new WidgetServer();
      const { page } = await connecting(server);
      page.message(data, serverUrl);
      await aTimeout(0);
      expect(server.received('GET /flows/*')).to.have.length(0);
    });
  }

  it('C09: shows a failure that the server tells, whatever a message tells', async () => {
    const server = new WidgetServer();
    const { page, card, told } = await connecting(server);
    server.flow = { id: 'flw_1', state: 'failed', code: 'exchange_rejected' };
    page.message({ type: 'connection-config:done', flowId: 'flw_1' }, serverUrl);
    assert.equal((await told('connection-failed')).detail.code, 'exchange_rejected');
    assert.equal(card('slack').dataset['status'], 'not_configured');
  });

  it('C10: tells a completion once, however often and by whatever way it hears of it', async () => {
    const server = new WidgetServer();
    const { tag, page, told } = await connecting(server);
    let events = 0;
    tag.addEventListener('connection-connected', () => events++);
    const succeeded = { id: 'flw_1', state: 'succeeded' as const, connection: server.connected() };
    const answers: (() => void)[] = [];
    server.answer('GET /flows/*', () => new Promise((resolve) => answers.push(() => resolve(succeeded))));
    const hear = () => {
      page.message({ type: 'connection-config:done', flowId: 'flw_1' }, serverUrl);
      page.advance(1500);
      page.focus();
    };
    hear();
    await until(() => answers.length > 0);
    hear();
    for (const answer of answers) answer();
    await told('connection-connected');
    hear();
    await aTimeout(20);
    for (const answer of answers) answer();
    await aTimeout(20);
    assert.equal(events, 1);
  });

  it('C09: believes the server and not the message: done only makes it look', async () => {
    const server = new WidgetServer();
    const { page, card } = await connecting(server);
    const asked = server.next('GET /flows/*');
    page.message({ type: 'connection-config:done', flowId: 'flw_1' }, serverUrl);
    await asked;
    await aTimeout(0);
    assert.equal(card('slack').dataset['status'], 'not_configured');
  });

  it('looks at once when the customer comes back to the page', async () => {
    const server = new WidgetServer();
    const { page } = await connecting(server);
    const asked = server.next('GET /flows/*');
    page.focus();
    await asked;
  });

  it('does not give up because the window says it is closed', async () => {
    const server = new WidgetServer();
    const { page, part } = await connecting(server);
    page.opened[0]!.window.closed = true;
    const asked = server.next('GET /flows/*');
    page.advance(1000);
    await asked;
    expect(part('message').textContent).to.contain('Waiting for you');
  });

  it('goes on asking while the server is down for a moment', async () => {
    const server = new WidgetServer();
    const { page, told } = await connecting(server);
    let down = true;
    server.answer('GET /flows/*', () => (down ? problem('database_unavailable', 503) : server.flow));
    const first = server.next('GET /flows/*');
    page.advance(1000);
    await first;
    down = false;
    server.flow = { id: 'flw_1', state: 'succeeded', connection: server.connected() };
    await until(() => {
      page.advance(1000);
      return server.received('GET /flows/*').length > 1;
    });
    await told('connection-connected');
  });

  it('says so when the customer declines, in a slot the page may fill', async () => {
    const server = new WidgetServer();
    const { part, page, told } = await connecting(server);
    server.flow = { id: 'flw_1', state: 'failed', code: 'access_denied' };
    page.advance(1000);
    assert.deepEqual((await told('connection-failed')).detail, {
      action: 'connect',
      code: 'access_denied',
      configVar: 'slack',
    });
    await until(() => part('message').textContent.includes('Access was declined at Slack'));
    assert.equal(part('message').querySelector('slot')!.name, 'access_denied');
  });

  it('cancels at the server and closes the window', async () => {
    const server = new WidgetServer();
    const { part, page } = await connecting(server);
    await until(() => part('cancel-button'));
    part('cancel-button').click();
    await until(() => part('message').textContent.includes('Cancelled'));
    expect(server.received('POST /flows/*/cancel')).to.have.length(1);
    assert.equal(page.opened[0]!.window.closed, true);
  });

  it('is connected after all when the sign-in was faster than the cancel', async () => {
    const server = new WidgetServer();
    const { part, told } = await connecting(server);
    await until(() => part('cancel-button'));
    server.answer('POST /flows/*/cancel', () => ({ id: 'flw_1', state: 'succeeded', connection: server.connected() }));
    part('cancel-button').click();
    await told('connection-connected');
  });

  it('brings the window to the front, and opens another with a new flow when it is out of reach', async () => {
    const server = new WidgetServer();
    const { part, page } = await connecting(server);
    await until(() => part('reopen-button'));
    part('reopen-button').click();
    assert.equal(page.opened[0]!.window.focused, 1);
    page.opened[0]!.window.closed = true;
    const begun = server.next('POST /connections/*/connect');
    part('reopen-button').click();
    expect(page.opened).to.have.length(2);
    await begun;
    expect(server.received('POST /flows/*/cancel')).to.have.length(1);
  });

  it('follows the window that is open when the page is loaded again, and begins nothing new', async () => {
    const server = new WidgetServer();
    const first = await connecting(server);
    first.tag.remove();
    const { page } = first;
    const { part, told } = await mountTag(server, { page });
    await until(() => part('message').textContent.includes('Waiting for you'));
    server.flow = { id: 'flw_1', state: 'succeeded', connection: server.connected() };
    // The question of before the change may still be on its way, and the next one is only then planned.
    await until(() => {
      page.advance(1000);
      return page.stored.size === 0;
    });
    await told('connection-connected');
    expect(server.received('POST /connections/*/connect')).to.have.length(1);
  });

  it('gives up a window that had not begun when the page was loaded again: it waits for an answer nobody can give', async () => {
    const server = new WidgetServer();
    const { part, page, tag } = await mountTag(server);
    const begun = server.next('POST /connections/*/connect');
    part('connect-button').click();
    await begun;
    await until(() => page.stored.size > 0);
    tag.remove();
    const again = await mountTag(server, { page });
    await until(() => again.part('message').textContent.includes('Cancelled'));
    expect(server.received('POST /flows/*/cancel')).to.have.length(1);
    assert.equal(page.stored.size, 0);
  });

  it('keeps to itself what somebody else began in this tab', async () => {
    const server = new WidgetServer();
    const first = await connecting(server);
    first.tag.remove();
    server.answer('GET /flows/*', () => problem('not_found', 404));
    const { page, parts } = await mountTag(server, { page: first.page });
    await until(() => page.stored.size === 0);
    expect(parts('message')).to.have.length(0);
  });

  it('asks again at once when the network is back', async () => {
    const server = new WidgetServer();
    const { page } = await connecting(server);
    const asked = server.next('GET /flows/*');
    page.online();
    await asked;
  });

  it('stops after ten minutes', async () => {
    const { part, page, parts } = await connecting();
    await until(() => {
      page.advance(60_000);
      return parts('message').some(({ textContent }) => textContent.includes('took too long'));
    });
    assert.equal(part('message').dataset['code'], 'flow_expired');
  });
});

describe('CONNECT without a window', () => {
  it('offers the same tab at once when the browser gives no window, and calls it no failure', async () => {
    const page = new FakePage();
    page.popupsAllowed = false;
    const server = new WidgetServer();
    const { tag, part } = await mountTag(server, { page });
    let failures = 0;
    tag.addEventListener('connection-failed', () => failures++);
    part('connect-button').click();
    await until(() => part('redirect-button'));
    expect(part('message').textContent).to.contain('could not open');
    assert.equal(failures, 0);
    await expectAccessible(tag);

    part('redirect-button').click();
    await until(() => page.navigations.length > 0);
    assert.deepEqual(page.navigations, [`${serverUrl}/oauth/start?locale=en#flow=flw_1&secret=sec_1`]);
    assert.deepEqual(
      server.received('POST /connections/*/connect').map(({ body }) => body),
      [{ mode: 'redirect', locale: 'en', returnUrl: 'https://app.example/settings?tab=apps' }],
    );
  });

  it('offers the same tab when the window does not answer for three seconds, and still takes a late handshake', async () => {
    const server = new WidgetServer();
    const { part, page, parts } = await mountTag(server);
    const begun = server.next('POST /connections/*/connect');
    part('connect-button').click();
    await begun;
    page.advance(3000);
    await until(() => part('redirect-button'));
    page.message(ready, serverUrl);
    await until(() => parts('redirect-button').length === 0);
    expect(part('message').textContent).to.contain('Waiting for you to finish');
  });

  it('C20: offers only the address of the page where a frame lets no window open', async () => {
    const page = new FakePage();
    page.popupsAllowed = false;
    page.framed = true;
    const server = new WidgetServer();
    const { tag, part, parts } = await mountTag(server, { page, flow: 'redirect' });
    part('connect-button').click();
    await until(() => part('message').textContent.includes('inside another page'));
    expect(parts('redirect-button')).to.have.length(0);
    expect(server.received('POST /connections/*/connect')).to.have.length(0);
    part('copy-button').click();
    await until(() => part('message').textContent.includes('Link copied'));
    assert.deepEqual(page.copied, [page.address]);
    await expectAccessible(tag);
  });

  it('tells who is in an app’s browser to open the page elsewhere, and shows the address where it cannot be copied', async () => {
    const page = new FakePage();
    page.browser = {
      userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
    };
    page.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    const server = new WidgetServer();
    const { tag, part } = await mountTag(server, { page });
    let failures = 0;
    tag.addEventListener('connection-failed', () => failures++);
    part('connect-button').click();
    await until(() => part('message').textContent.includes('usual browser'));
    expect(page.opened).to.have.length(0);
    part('copy-button').click();
    await until(() => part('message').textContent.includes(page.address));
    assert.equal(failures, 0);
    await expectAccessible(tag);
    part('redirect-button').click();
    await until(() => page.navigations.length > 0);
  });

  it('waits with an open window for a server that takes its time, and closes it with the reason when it refuses', async () => {
    const server = new WidgetServer();
    const found = Promise.withResolvers<Response>();
    server.answer('POST /connections/*/connect', () => found.promise);
    const { part, page, parts } = await mountTag(server);
    const begun = server.next('POST /connections/*/connect');
    part('connect-button').click();
    await begun;
    page.message(ready, serverUrl);
    page.advance(10_000);
    await until(() => part('message').textContent.includes('Opening the sign-in window'));
    assert.equal(parts('redirect-button').length, 0);
    found.resolve(problem('discovery_failed', 422));
    await until(() => page.opened[0]!.window.closed);
    await until(() => part('message').textContent.includes('No sign-in was found at this address'));
  });

  it('finalizes when the page comes back, once, and cleans the address', async () => {
    const server = new WidgetServer();
    const page = new FakePage();
    const first = await mountTag(server, { flow: 'redirect', page });
    first.part('connect-button').click();
    await until(() => page.navigations.length > 0);
    first.tag.remove();

    page.hash = '#connection-config=flw_1.comp_1';
    server.answer('POST /flows/*/finalize', () => ({ id: 'flw_1', state: 'succeeded', connection: server.connected() }));
    const { part } = await mountTag(server, { page });
    await until(() => part('message').textContent.includes('Connected to Slack.'));
    assert.equal(page.hash, '');
    assert.equal(page.stored.size, 0);
    assert.deepEqual(
      server.received('POST /flows/*/finalize').map(({ body }) => body),
      [{ startSecret: 'sec_1', completion: 'comp_1' }],
    );
  });

  it('does not finalize a flow that this tab did not begin', async () => {
    const server = new WidgetServer();
    const page = new FakePage();
    page.hash = '#connection-config=flw_9.comp_9';
    await mountTag(server, { page });
    expect(server.received('POST /flows/*/finalize')).to.have.length(0);
  });

  it('needs no window where the server can connect by itself', async () => {
    const server = new WidgetServer([aConnection({ connect: 'direct' })]);
    const { part, page, told } = await mountTag(server);
    part('connect-button').click();
    await told('connection-connected');
    expect(page.opened).to.have.length(0);
  });
});

describe('CONNECT with fields', () => {
  const withField = () => aConnection({ missingFields: ['bucket'], fields: [aField({ label: 'Workspace' })] });

  it('opens nothing while a field is wrong, and leads to that field', async () => {
    const { tag, part, page } = await mountTag(new WidgetServer([withField()]));
    part('connect-button').click();
    await until(() => tag.shadowRoot!.activeElement === part('input'));
    expect(page.opened).to.have.length(0);
    expect(part('error').textContent).to.contain('Enter a value.');
  });

  it('saves what was typed before it begins the flow', async () => {
    const server = new WidgetServer([withField()]);
    const { part } = await mountTag(server);
    type(part('input'), 'acme');
    const begun = server.next('POST /connections/*/connect');
    part('connect-button').click();
    await begun;
    assert.deepEqual(
      server.requests.slice(1).map(({ method }) => method),
      ['PATCH', 'POST'],
    );
  });

  it('closes the window again when the fields are refused', async () => {
    const server = new WidgetServer([withField()]);
    server.answer('PATCH /connections/*/fields', () =>
      problem('validation_failed', 422, { errors: [{ path: 'fields.bucket.value', code: 'invalid_host', message: 'No.' }] }),
    );
    const { part, page } = await mountTag(server);
    type(part('input'), 'acme.');
    part('connect-button').click();
    await until(() => page.opened[0]?.window.closed);
    await until(() => part('error').textContent.includes('valid host name'));
  });
});
