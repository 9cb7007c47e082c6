import { assert, expect } from '@open-wc/testing';
import { expectAccessible, mountTag, until } from '../support/mount-tag.ts';
import { aConnection, aLogEntry, serverUrl, WidgetServer } from '../support/widget-server.ts';

const callbackUrl = 'https://connections.example/oauth/callback/slack';
const mismatch = { check: 'callback_url', by: 'customer', message: 'Register it.', callbackUrl } as const;
const clock = { check: 'clock', by: 'vendor', message: 'The clock must be right.' } as const;
const pageFetch = window.fetch;
afterEach(() => {
  window.fetch = pageFetch;
});

describe('what to check about a failure', () => {
  const broken = () => new WidgetServer([aConnection({ status: 'error', reason: 'reauth_required', advice: [mismatch, clock] })]);

  it('is listed below the sentence, with whose it is to mend and the callback URL to copy', async () => {
    const { tag, part } = await mountTag(broken());
    await until(() => part('advice'));
    expect(part('message').textContent).to.contain('What to check');
    expect(part('advice').textContent).to.contain(callbackUrl);
    expect(part('advice').textContent).to.contain('Only the provider of this app can change that.');
    assert.equal(part('copy-button').getAttribute('aria-label'), `Copy ${callbackUrl}`);
    await expectAccessible(tag);
  });

  for (const [how, status] of [
    ['cancelled', { state: 'cancelled', code: 'flow_cancelled' }],
    ['declined', { state: 'failed', code: 'access_denied' }],
  ] as const) {
    it(`is told of a sign-in that was ${how}`, async () => {
      const server = new WidgetServer([aConnection()]);
      const { tag, page, part } = await mountTag(server);
      part('connect-button').click();
      await until(() => page.opened.length === 1 && server.received('POST /connections/*/connect').length === 1);
      page.message({ type: 'connection-config:ready' }, serverUrl);
      await until(() => part('cancel-button') && page.opened[0]!.window.messages.length === 1);
      const answer = { id: 'flw_1', ...status, advice: [mismatch], connection: aConnection() };
      if (how === 'cancelled') {
        server.answer('POST /flows/*/cancel', () => answer);
        part('cancel-button').click();
      } else {
        server.answer('GET /flows/*', () => answer);
        page.focus();
      }
      await until(() => part('advice').textContent.includes(callbackUrl));
      await expectAccessible(tag);
    });
  }

  it('says so when the callback URL was copied, and keeps quiet when the page may not', async () => {
    const { part } = await mountTag(broken());
    await until(() => part('advice'));
    const said = () => part('advice').querySelector('[role=status]')?.textContent;
    const copied: string[] = [];
    let mayWrite = false;
    const writeText = (text: string) =>
      mayWrite ? Promise.resolve(void copied.push(text)) : Promise.reject(new Error('refused'));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    try {
      part('copy-button').click();
      await Promise.resolve();
      assert.equal(said(), '');
      mayWrite = true;
      part('copy-button').click();
      await until(() => said() === 'Copied');
      assert.deepEqual(copied, [callbackUrl]);
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard');
    }
  });

  it('is said in the person’s language, and in the server’s words where this version knows no other', async () => {
    const unknown = { check: 'moon_phase', by: 'provider', message: 'Wait for the moon.' } as never;
    const server = new WidgetServer([aConnection({ status: 'error', reason: 'reauth_required', advice: [clock, unknown] })]);
    const { part } = await mountTag(server, { locale: 'de' });
    await until(() => part('advice').textContent?.includes('Die Uhr des Verbindungsservers'));
    expect(part('advice').textContent).to.contain('Wait for the moon.');
  });

  it('stands in the log beside the third party’s code', async () => {
    const server = broken();
    server.logs = [aLogEntry({ severity: 'error', code: 'redirect_uri_mismatch', providerCode: 'bad_uri', advice: [mismatch] })];
    const { part } = await mountTag(server);
    part('logs-button').click();
    await until(() => part('logs').textContent?.includes('bad_uri'));
    expect(part('logs').textContent).to.contain('The callback URL must be registered at Slack');
  });
});
