import { assert, expect } from '@open-wc/testing';
import type { ConnectionConfig } from '../../widget/define.ts';
import type { ConnectionConnectedEvent } from '../../widget/define.ts';
import '../../widget/define-small.ts';
import { FakePage } from '../support/flow-page.ts';
import { until } from '../support/mount-tag.ts';
import { aConnectedConnection, aConnection, serverUrl, WidgetServer } from '../support/widget-server.ts';

const pageFetch = window.fetch;

async function mount(name: 'connection-status' | 'connection-button', server: WidgetServer): Promise<ConnectionConfig> {
  window.fetch = server.fetch;
  const element = document.createElement(name);
  const getSession = () => Promise.resolve('token_1');
  const page = new FakePage();
  Object.assign(element, { baseUrl: serverUrl, integration: 'crm-sync', configVar: 'slack', locale: 'en', getSession, page });
  document.body.append(element);
  await until(() => element.matches(':state(complete)'));
  return element;
}

/** The parts that can be seen, in order. */
function seen(element: ConnectionConfig): string[] {
  const parts = [...element.renderRoot.querySelectorAll<HTMLElement>('[part]:not([part~=connection])')];
  return parts.filter((part) => part.checkVisibility()).map((part) => part.getAttribute('part') ?? '');
}

describe('the small elements', () => {
  let element: ConnectionConfig;
  afterEach(() => {
    document.querySelectorAll('connection-status, connection-button').forEach((each) => each.remove());
    window.fetch = pageFetch;
  });

  it('<connection-status> shows the status of one connection in a line, and nothing else', async () => {
    element = await mount('connection-status', new WidgetServer([aConnectedConnection()]));
    assert.deepEqual(seen(element), ['status']);
    assert.equal(getComputedStyle(element).display, 'inline-block');
    const { width, height } = element.getBoundingClientRect();
    assert.ok(width > 20 && width < 200 && height < 40, `${width} by ${height}`);
    await expect(element).to.be.accessible();
  });

  it('<connection-button> connects and disconnects one connection', async () => {
    const server = new WidgetServer([aConnection({ connect: 'direct' })]);
    element = await mount('connection-button', server);
    assert.deepEqual(seen(element), ['button connect-button']);
    await expect(element).to.be.accessible();
    const connected = new Promise<ConnectionConnectedEvent>((resolve) =>
      element.addEventListener('connection-connected', resolve),
    );
    element.renderRoot.querySelector<HTMLElement>('[part~=connect-button]')!.click();
    assert.equal((await connected).detail.configVar, 'slack');
    await until(() => seen(element).includes('button disconnect-button'));
    assert.notInclude(seen(element), 'button connect-button');
  });

  it('keep up with each other: a status beside a button shows what the button did', async () => {
    const server = new WidgetServer([aConnection({ connect: 'direct' })]);
    const status = await mount('connection-status', server);
    const other = await mount('connection-status', server);
    other.integration = 'elsewhere';
    await until(() => server.requests.length === 3);
    element = await mount('connection-button', server);
    const asked = server.received('GET /integrations/*').length;
    element.renderRoot.querySelector<HTMLElement>('[part~=connect-button]')!.click();
    await until(() => status.renderRoot.querySelector<HTMLElement>('[part~=status]')?.dataset['status'] === 'configured');
    assert.deepEqual(
      server
        .received('GET /integrations/*')
        .slice(asked)
        .map(({ path }) => path),
      ['/widget/v1/integrations/crm-sync'],
      'neither the button itself nor an element of another integration asked again',
    );
  });

  it('are never narrower than what they show, and the buttons stand where the line begins', async () => {
    const cell = document.createElement('div');
    cell.style.inlineSize = '0';
    document.body.append(cell);
    element = await mount('connection-status', new WidgetServer([aConnectedConnection()]));
    cell.append(element);
    await element.updateComplete;
    const pill = element.renderRoot.querySelector('[part~=status]')!.getBoundingClientRect();
    assert.isAtLeast(element.getBoundingClientRect().width, pill.width);
    cell.remove();
    const reason = { status: 'error', reason: 'reauth_required' } as const;
    const button = await mount('connection-button', new WidgetServer([aConnectedConnection(reason)]));
    button.style.inlineSize = '9rem'; // one below the other
    const { left } = button.getBoundingClientRect();
    const buttons = [...button.renderRoot.querySelectorAll('[part~=button]')].filter((each) => each.checkVisibility());
    assert.deepEqual(
      buttons.map((each) => each.getBoundingClientRect().left),
      [left, left],
    );
  });
});
