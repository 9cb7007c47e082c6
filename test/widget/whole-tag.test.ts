import { assert, expect } from '@open-wc/testing';
import { expectAccessible, mountTag, type, until } from '../support/mount-tag.ts';
import { aConnectedConnection, aConnection, aFieldsConnection, WidgetServer } from '../support/widget-server.ts';

const apps = ['Slack', 'GitHub', 'Google', 'Salesforce', 'HubSpot', 'Jira', 'Notion', 'Asana', 'Zendesk', 'Stripe'];
const many = () =>
  apps.map((label) => aConnection({ configVar: label.toLowerCase(), label, description: '', component: { key: label, label } }));

describe('a long list', () => {
  const shown = (parts: (name: string) => HTMLElement[]) =>
    parts('connection')
      .filter(({ hidden }) => !hidden)
      .map(({ dataset }) => dataset['configVar']);

  it('can be searched; what does not match is hidden, counted and keeps what was typed', async () => {
    const { tag, part, parts } = await mountTag(new WidgetServer([...many(), aFieldsConnection()]));
    type(part('input', 's3'), 'my-bucket');
    type(part('search'), 'git');
    await tag.updateComplete;
    assert.deepEqual(shown(parts), ['github']);
    await expectAccessible(tag);
    assert.equal(part('search').closest('.search')!.querySelector('[role=status]')!.textContent, '1 of 11');
    part('search').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await tag.updateComplete;
    assert.equal(shown(parts).length, 11);
    assert.equal((part('input', 's3') as HTMLInputElement).value, 'my-bucket');
  });

  it('says so when nothing matches', async () => {
    const { tag, part, parts } = await mountTag(new WidgetServer(many()));
    type(part('search'), 'fax');
    await tag.updateComplete;
    assert.deepEqual(shown(parts), []);
    expect(part('search').closest('.search')!.textContent).to.contain('No connection matches “fax”.');
  });

  it('has no search where everything is in sight', async () => {
    const { parts } = await mountTag(new WidgetServer(many().slice(0, 8)));
    assert.equal(parts('search').length, 0);
  });
});

describe('without a network', () => {
  it('says so, keeps what was typed, and looks again by itself when it is back', async () => {
    const server = new WidgetServer([aFieldsConnection()]);
    const { tag, page, part, parts } = await mountTag(server);
    type(part('input'), 'my-bucket');
    page.offline();
    await tag.updateComplete;
    expect(part('message').textContent).to.contain('You are offline.');
    assert.equal(part('message').closest('[role=status]')!.className, 'banner');
    const again = server.next('GET /integrations/*');
    page.online();
    await again;
    await until(() => !parts('message').some((message) => message.textContent.includes('offline')));
    assert.equal((part('input') as HTMLInputElement).value, 'my-bucket');
  });

  it('says nothing when it is back before it carries anything', async () => {
    const server = new WidgetServer([aFieldsConnection()]);
    const { tag, page, parts } = await mountTag(server);
    const failures: string[] = [];
    tag.addEventListener('connection-failed', ({ detail }) => failures.push(detail.code));
    server.answer('GET /integrations/*', () => Promise.reject(new TypeError('Failed to fetch')));
    page.offline();
    const again = server.next('GET /integrations/*');
    page.online();
    await again;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await tag.updateComplete;
    assert.deepEqual([failures, parts('message').length], [[], 0]);
  });
});

describe('a form with something that is not stored', () => {
  it('says so beside the save button until it is', async () => {
    const { tag, part, card } = await mountTag(new WidgetServer([aFieldsConnection()]));
    expect(card('s3').textContent).not.to.contain('Not saved yet');
    type(part('input'), 'my-bucket');
    type(part('input').closest('form')!.querySelector('[name=secretAccessKey]')!, 'a secret');
    await tag.updateComplete;
    await until(() => part('save-button').parentElement!.textContent.includes('Not saved yet'));
    part('save-button').click();
    await until(() => part('message', 's3').textContent.includes('Saved'));
    expect(card('s3').textContent).not.to.contain('Not saved yet');
  });
});

describe('what a person has to copy', () => {
  it('has a button that names it and leaves it selected', async () => {
    const callbackUrl = 'https://connections.example/oauth/callback/slack';
    const { part } = await mountTag(new WidgetServer([aConnection({ callbackUrl }), aConnectedConnection({ configVar: 'b' })]));
    const button = part('facts').querySelector<HTMLElement>('[part~=copy-button]')!;
    assert.equal(button.getAttribute('aria-label'), `Copy ${callbackUrl}`);
    button.click();
    await until(() => getSelection()!.toString() === callbackUrl || button.nextElementSibling!.textContent === 'Copied');
  });
});
