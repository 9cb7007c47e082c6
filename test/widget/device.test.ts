import { assert, expect } from '@open-wc/testing';
import type { Connection } from '#contract';
import type { MountedTag } from '../support/mount-tag.ts';
import { expectAccessible, mountTag, until } from '../support/mount-tag.ts';
import { aConnection, WidgetServer } from '../support/widget-server.ts';

const pageFetch = window.fetch;
afterEach(() => {
  window.fetch = pageFetch;
});

const aDeviceConnection = (overrides: Partial<Connection> = {}) => aConnection({ connect: 'device', ...overrides });

async function entering(
  server = new WidgetServer([aDeviceConnection()]),
  options: Parameters<typeof mountTag>[1] = {},
): Promise<MountedTag & { server: WidgetServer }> {
  const mounted = await mountTag(server, options);
  mounted.part('connect-button').focus();
  mounted.part('connect-button').click();
  await until(() => mounted.part('device-code'));
  return { ...mounted, server };
}

describe('CONNECT with a code', () => {
  it('asks for a code without a window, shows it, and moves the focus to it', async () => {
    const { server, page, part, tag } = await entering();
    assert.deepEqual(server.received('POST /connections/*/connect')[0]?.body, { mode: 'device' });
    expect(page.opened).to.have.length(0);
    assert.equal(part('device-code').textContent, 'WDJB-MJHT');
    await until(() => tag.shadowRoot!.activeElement === part('message'));
    expect(part('message').textContent).to.contain('Enter this code at Slack');
    expect(part('message').textContent).to.contain('https://acme.example/device');
    assert.notEqual(part('message').closest('[aria-live=polite]'), null);
  });

  it('opens the page of the third party with the code filled in, in a window that cannot reach this one', async () => {
    const { part } = await entering();
    const link = part('verification-link') as HTMLAnchorElement;
    assert.equal(link.href, 'https://acme.example/device?user_code=WDJB-MJHT');
    assert.equal(link.target, '_blank');
    assert.equal(link.rel, 'noopener noreferrer');
    expect(link.textContent).to.contain('opens in a new window');
  });

  it('T14: never makes a link of an address that is no web page', async () => {
    const server = new WidgetServer([aDeviceConnection()]);
    server.device = { id: 'flw_1', expiresInSeconds: 900, userCode: 'WDJB-MJHT', verificationUri: 'javascript:alert(1)' };
    const { parts, card } = await entering(server);
    assert.equal(parts('verification-link').length, 0);
    assert.equal(card('slack').querySelectorAll('.notes a').length, 0);
  });

  it('copies the code, says so, and selects it for those who cannot', async () => {
    const { part, page } = await entering();
    assert.equal(part('copy-button').textContent.trim(), 'Copy the code');
    part('copy-button').click();
    await until(() => part('copy-button').textContent.trim() === 'Copied');
    assert.deepEqual(page.copied, ['WDJB-MJHT']);
  });

  it('keeps the code in view where the page may not write to the clipboard', async () => {
    const { part, page } = await entering();
    page.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    part('copy-button').click();
    assert.equal(part('copy-button').textContent.trim(), 'Copy the code');
    assert.equal(part('device-code').textContent, 'WDJB-MJHT');
  });

  it('says how long the code is good for, and follows until the third party has said yes', async () => {
    const { server, page, part, told, card } = await entering();
    for (const minutes of [15, 14, 13]) {
      await until(() => part('message').textContent.includes(`expires in ${minutes} minutes`));
      page.advance(60_000);
    }
    server.flow = { id: 'flw_1', state: 'succeeded', connection: server.connected() };
    page.focus();
    await told('connection-connected');
    await until(() => card('slack').dataset['status'] === 'configured');
    assert.equal(card('slack').querySelector('[part~=device-code]'), null);
  });

  it('E13: says that access was declined', async () => {
    const { server, page, part, told } = await entering();
    server.flow = { id: 'flw_1', state: 'failed', code: 'access_denied' };
    page.advance(1000);
    assert.equal((await told('connection-failed')).detail.code, 'access_denied');
    await until(() => part('message').dataset['code'] === 'access_denied');
  });

  it('gives up when the code has expired, and another press asks for another code', async () => {
    const { server, page, part } = await entering();
    server.answer('GET /flows/*', () => new Response(null, { status: 503 }));
    const asked = server.next('GET /flows/*');
    page.advance(901_000);
    await asked;
    await until(() => part('message').dataset['code'] === 'flow_expired');
    part('connect-button').click();
    await until(() => part('device-code'));
    assert.equal(server.received('POST /connections/*/connect').length, 2);
  });

  it('C18: cancels at the server', async () => {
    const { server, part } = await entering();
    part('cancel-button').click();
    await until(() => part('message').textContent.includes('Cancelled'));
    assert.equal(server.received('POST /flows/*/cancel').length, 1);
  });

  for (const locale of ['en', 'de', 'ar'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      it(`has no fault that axe can find in ${locale}, ${theme}`, async () => {
        const { tag, part } = await entering(undefined, { locale, theme });
        assert.equal(getComputedStyle(part('device-code')).direction, 'ltr');
        await expectAccessible(tag);
      });
    }
  }
});
