import { assert, expect } from '@open-wc/testing';
import type { MountOptions, MountedTag } from '../support/mount-tag.ts';
import { expectAccessible, mountTag, until } from '../support/mount-tag.ts';
import { aConnectedConnection, aLogEntry, problem, WidgetServer } from '../support/widget-server.ts';

const route = 'GET /connections/*/logs';
const callbackUrl = 'https://connections.example/oauth/callback/slack';
const refused = aLogEntry({
  id: '12',
  at: '2026-11-24T01:42:48.123Z',
  severity: 'error',
  code: 'redirect_uri_mismatch',
  providerCode: 'bad_redirect_uri',
  advice: [{ check: 'callback_url', by: 'customer', message: 'Register it.', callbackUrl }],
  details: { httpStatus: 400, requestId: 'req_1', host: 'acme.example' },
});
const connected = aLogEntry({ id: '11', at: '2026-11-24T01:40:00.000Z' });
const pageFetch = window.fetch;
afterEach(() => {
  window.fetch = pageFetch;
});

async function opened(server: WidgetServer, options: MountOptions = {}): Promise<MountedTag> {
  const mounted = await mountTag(server, options);
  mounted.part('logs-button').click();
  await until(() => mounted.part('logs'));
  return mounted;
}

function aServer(): WidgetServer {
  const server = new WidgetServer([aConnectedConnection()]);
  server.logs = [refused, connected];
  server.answer(route, ({ path }) => ({ entries: path.includes('severity=warn') ? [refused] : server.logs }));
  return server;
}

const entries = ({ part }: MountedTag) => [...part('logs').querySelectorAll<HTMLElement>('.log-entry')];
const summaries = ({ part }: MountedTag) => [...part('logs').querySelectorAll<HTMLElement>('.log-entry summary')];
const said = ({ part }: MountedTag) => part('logs').querySelector('[role=status]')?.textContent.trim();

describe('the log', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`unfolds an entry to its codes, the request and what to check (${theme})`, async () => {
      const mounted = await opened(aServer(), { theme });
      await until(() => entries(mounted).length === 2);
      const details = entries(mounted)[0]!.querySelector('details')!;
      assert.isFalse(details.open);
      summaries(mounted)[0]!.click();
      await until(() => details.open);
      for (const words of ['redirect_uri_mismatch', 'bad_redirect_uri', '400', 'req_1', 'What to check', callbackUrl])
        expect(details.textContent).to.contain(words);
      await expectAccessible(mounted.tag);
    });

    it(`is accessible while it loads, when it is empty and when it failed (${theme})`, async () => {
      const server = new WidgetServer([aConnectedConnection()]);
      let answer: (value: unknown) => void = () => undefined;
      server.answer(route, () => new Promise((resolve) => (answer = resolve)));
      const mounted = await opened(server, { theme });
      assert.equal(mounted.part('logs').getAttribute('aria-busy'), 'true');
      await expectAccessible(mounted.tag);
      answer({ entries: [] });
      await until(() => mounted.part('logs').textContent.includes('Nothing has happened yet.'));
      await expectAccessible(mounted.tag);
      server.answer(route, () => problem('database_unavailable', 503));
      mounted.part('logs-button').click();
      mounted.part('logs-button').click();
      await until(() => mounted.part('retry-button'));
      await expectAccessible(mounted.tag);
    });
  }

  it('keeps an entry unfolded when newer ones come above it', async () => {
    const server = aServer();
    const mounted = await opened(server);
    await until(() => entries(mounted).length === 2);
    summaries(mounted)[1]!.click();
    await until(() => entries(mounted)[1]!.querySelector('details')!.open);
    server.logs = [aLogEntry({ id: '13', code: 'test_passed' }), refused, connected];
    mounted.part('test-button').click();
    await until(() => entries(mounted).length === 3);
    await until(() => entries(mounted)[2]!.querySelector('details')!.open);
    assert.deepEqual(
      entries(mounted).map((entry) => entry.querySelector('details')!.open),
      [false, false, true],
    );
  });

  it('shows the problems only, and says how many there are', async () => {
    const mounted = await opened(aServer());
    await until(() => entries(mounted).length === 2);
    mounted.part('problems-only').click();
    await until(() => entries(mounted).length === 1);
    assert.equal(said(mounted), 'Entries: 1');
    mounted.part('problems-only').click();
    await until(() => entries(mounted).length === 2);
  });

  it('says that there are no problems, and still lets the filter be lifted', async () => {
    const server = aServer();
    server.answer(route, ({ path }) => ({ entries: path.includes('severity=warn') ? [] : [connected] }));
    const mounted = await opened(server);
    await until(() => entries(mounted).length === 1);
    mounted.part('problems-only').click();
    await until(() => mounted.part('logs').textContent.includes('No problems.'));
    await expectAccessible(mounted.tag);
    mounted.part('problems-only').click();
    await until(() => entries(mounted).length === 1);
  });

  it('moves the focus to the first older entry, since the button may be gone', async () => {
    const server = new WidgetServer([aConnectedConnection()]);
    server.answer(route, ({ path }) =>
      path.includes('cursor=5') ? { entries: [connected] } : { entries: [refused], next: '5' },
    );
    const mounted = await opened(server);
    await until(() => mounted.part('older-button'));
    mounted.part('older-button').focus();
    mounted.part('older-button').click();
    await until(() => mounted.tag.shadowRoot!.activeElement === summaries(mounted)[1]);
    assert.deepEqual(mounted.parts('older-button'), []);
  });

  it('tries again to read what could not be read, and keeps what is there', async () => {
    const server = new WidgetServer([aConnectedConnection()]);
    let fails = true;
    server.answer(route, ({ path }) =>
      !path.includes('cursor=5')
        ? { entries: [refused], next: '5' }
        : fails
          ? problem('rate_limited', 429)
          : { entries: [connected] },
    );
    const mounted = await opened(server);
    await until(() => mounted.part('older-button'));
    mounted.part('older-button').click();
    await until(() => mounted.part('logs').querySelector('[role=alert]'));
    expect(mounted.part('logs').textContent).to.contain('Too many requests.');
    assert.equal(entries(mounted).length, 1);
    fails = false;
    mounted.part('retry-button').click();
    await until(() => entries(mounted).length === 2);
    assert.equal(mounted.part('logs').querySelector('[role=alert]'), null);
  });

  it('scrolls within its height, and makes the page no longer than it is', async () => {
    const server = aServer();
    server.logs = Array.from({ length: 60 }, (_, index) => aLogEntry({ id: String(index + 1), code: 'refreshed' }));
    const mounted = await opened(server);
    await until(() => entries(mounted).length === 60);
    const { scrollHeight } = document.documentElement;
    expect(scrollHeight).to.be.at.most(
      Math.max(innerHeight, Math.ceil(mounted.tag.getBoundingClientRect().bottom + scrollY) + 64),
    );
  });

  it('is read from right to left in Arabic', async () => {
    const mounted = await opened(aServer(), { locale: 'ar' });
    await until(() => mounted.part('logs').textContent.includes('المشكلات فقط'));
    assert.equal(getComputedStyle(mounted.part('logs')).direction, 'rtl');
    await expectAccessible(mounted.tag);
  });
});

describe('the log copied for support', () => {
  it('is ids, times in UTC and codes of the entries that are shown, and nothing else', async () => {
    const mounted = await opened(aServer());
    await until(() => entries(mounted).length === 2);
    mounted.part('copy-log-button').click();
    await until(() => said(mounted)?.startsWith('Copied'));
    assert.deepEqual(mounted.page.copied, [
      'connection con_slack\n' +
        'entries 2, newest first, times in UTC\n' +
        '\n' +
        '2026-11-24T01:42:48.123Z error redirect_uri_mismatch entry=12 provider=bad_redirect_uri http=400 request=req_1 check=callback_url\n' +
        '2026-11-24T01:40:00.000Z info connected entry=11\n',
    ]);
    await expectAccessible(mounted.tag);
  });

  it('lets no value look like another line', async () => {
    const server = aServer();
    server.logs = [{ ...refused, providerCode: 'x\n2026 info connected entry=1 \u202e' }];
    const mounted = await opened(server);
    await until(() => entries(mounted).length === 1);
    mounted.part('copy-log-button').click();
    await until(() => mounted.page.copied.length > 0);
    expect(mounted.page.copied[0]).to.contain('provider=x?2026?info?connected?entry?1?? http=400');
    assert.equal(mounted.page.copied[0]!.split('\n').length, 5);
  });

  it('is shown to be copied by hand where the page may not copy', async () => {
    const mounted = await opened(aServer());
    await until(() => entries(mounted).length === 2);
    Object.assign(mounted.page, { clipboard: undefined });
    mounted.part('copy-log-button').click();
    await until(() => mounted.part('log-report'));
    expect((mounted.part('log-report') as HTMLTextAreaElement).value).to.contain('entry=12');
    expect(said(mounted)).to.contain('Select the text');
    await expectAccessible(mounted.tag);
  });
});
