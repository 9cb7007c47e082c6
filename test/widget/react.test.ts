import { assert, expect } from '@open-wc/testing';
import { createElement } from 'react';
import type { ComponentProps } from 'react';
import { createRoot } from 'react-dom/client';
import type { ConnectionConnectedEvent, ConnectionReadyEvent } from '../../widget/define.ts';
import { ConnectionConfig } from '../../widget/react.ts';
import { FakePage } from '../support/flow-page.ts';
import { until } from '../support/mount-tag.ts';
import { aConnectedConnection, aConnection, serverUrl, WidgetServer } from '../support/widget-server.ts';

const pageFetch = window.fetch;

describe('<ConnectionConfig> in React', () => {
  const container = document.createElement('div');
  const root = createRoot(container);
  const show = (props: ComponentProps<typeof ConnectionConfig>) =>
    root.render(
      createElement(ConnectionConfig, {
        baseUrl: serverUrl,
        integration: 'crm-sync',
        locale: 'en',
        page: new FakePage(),
        getSession: () => Promise.resolve('token_of_react'),
        ...props,
      }),
    );
  const find = (part: string) => container.firstElementChild?.shadowRoot?.querySelector<HTMLElement>(`[part~="${part}"]`);

  before(() => document.body.append(container));
  after(() => {
    root.unmount();
    container.remove();
    window.fetch = pageFetch;
  });

  it('hands properties to the tag and its events to the page, and keeps the element when it renders again', async () => {
    const server = new WidgetServer([aConnection({ connect: 'direct' })]);
    window.fetch = server.fetch;
    const ready: ConnectionReadyEvent[] = [];
    const connected: ConnectionConnectedEvent[] = [];
    const events = {
      onConnectionReady: (event: ConnectionReadyEvent) => ready.push(event),
      onConnectionConnected: (event: ConnectionConnectedEvent) => connected.push(event),
    };
    show(events);
    await until(() => ready.length === 1);
    assert.equal(ready[0]!.detail.connections[0]!.configVar, 'slack');
    assert.equal(server.requests[0]!.headers.get('authorization'), 'Bearer token_of_react');

    const element = container.firstElementChild;
    find('connect-button')!.click();
    await until(() => connected.length === 1);
    assert.deepEqual(connected[0]!.detail, { connectionId: 'con_slack', configVar: 'slack' });

    server.update(aConnectedConnection({ connect: 'direct' }));
    show({ ...events, readonly: true });
    await until(() => find('disconnect-button') === null);
    assert.equal(container.firstElementChild, element);
    expect(ready).to.have.length(1);
  });

  it('calls the newest handler only', async () => {
    const heard: string[] = [];
    show({ onConnectionFailed: () => heard.push('old') });
    show({ onConnectionFailed: () => heard.push('new') });
    const element = container.querySelector('connection-config')!;
    await until(() => !element.readonly);
    window.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await element.reload();
    assert.deepEqual(heard, ['new']);
  });
});
