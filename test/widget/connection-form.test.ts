import { assert, expect } from '@open-wc/testing';
import type { Field } from '#contract';
import { expectAccessible, mountTag, type, until } from '../support/mount-tag.ts';
import { aField, aFieldsConnection, problem, WidgetServer } from '../support/widget-server.ts';

const pageFetch = window.fetch;
afterEach(() => {
  window.fetch = pageFetch;
});

const everyKind: Field[] = [
  aField({ key: 'host', label: 'Host', help: 'Without `https://`.', example: 'acme.example' }),
  aField({ key: 'token', label: 'Token', type: 'password', secret: true }),
  aField({
    key: 'saved',
    label: 'Webhook secret',
    type: 'password',
    secret: true,
    set: true,
    required: false,
    updatedAt: '2026-01-01T00:00:00.000Z',
  }),
  aField({ key: 'pem', label: 'Private key', type: 'text', secret: true, required: false }),
  aField({ key: 'note', label: 'Note', type: 'text', required: false }),
  aField({ key: 'region', label: 'Region', model: [{ label: 'Europe', value: 'eu' }] }),
  aField({ key: 'tls', label: 'Use TLS', type: 'boolean', required: false, value: 'true' }),
  aField({ key: 'folders', label: 'Folders', collection: 'valuelist', required: false, value: ['in'] }),
  aField({ key: 'headers', label: 'Headers', collection: 'keyvaluelist', required: false }),
];
const mountForm = async (fields: Field[], overrides = {}) => {
  const server = new WidgetServer([aFieldsConnection({ fields, missingFields: [], ...overrides })]);
  const mounted = await mountTag(server);
  const control = (key: string) => mounted.tag.renderRoot.querySelector<HTMLInputElement>(`[name="${key}"]`)!;
  return { server, control, ...mounted };
};

describe('the form of a connection', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`has with every kind of field no fault that axe can find, in ${theme}`, async () => {
      const { tag, part } = await mountForm(everyKind);
      tag.theme = theme;
      tag.parentElement!.style.colorScheme = theme;
      part('save-button').click();
      await until(() => part('error-summary'));
      await expectAccessible(tag);
    });
  }

  it('stores what changed, and only that', async () => {
    const { server, control, part, told } = await mountForm(everyKind);
    type(control('host'), ' acme.example ');
    type(control('token'), 'hunter2');
    type(control('region'), 'eu');
    const saved = told('connection-saved');
    part('save-button').click();
    assert.deepEqual((await saved).detail, { connectionId: 'con_s3', configVar: 's3' });
    assert.deepEqual(server.received('PATCH /connections/*/fields')[0]!.body, {
      fields: {
        host: { op: 'replace', value: 'acme.example' },
        token: { op: 'replace', value: 'hunter2' },
        region: { op: 'replace', value: 'eu' },
      },
      revision: 1,
    });
  });

  it('says beside the save button what is to be saved and what was, and lets the button step back then', async () => {
    const { tag, control, part } = await mountForm([aField()]);
    const note = () => tag.renderRoot.querySelector('.form-actions [role="status"]')?.textContent.trim();
    const look = () => part('save-button').dataset['look'];
    assert.equal(look(), 'primary');
    type(control('bucket'), 'acme-exports');
    await until(() => note() === 'Not saved yet');
    part('save-button').click();
    await until(() => note() === 'Saved.');
    assert.equal(look(), 'secondary');
    type(control('bucket'), 'acme-archive');
    await until(() => note() === 'Not saved yet');
    assert.equal(look(), 'primary');
  });

  it('keeps an address in its order in a form from right to left, below its label', async () => {
    const { tag, control } = await mountForm([aField({ value: 'https://erp.example/' })]);
    tag.locale = 'ar';
    await until(() => getComputedStyle(control('bucket')).direction === 'rtl');
    const { unicodeBidi, textAlign } = getComputedStyle(control('bucket'));
    assert.deepEqual({ unicodeBidi, textAlign }, { unicodeBidi: 'plaintext', textAlign: 'right' });
  });

  it('keeps a secret nowhere in the page once it is saved', async () => {
    const { tag, control, part } = await mountForm([aField({ key: 'token', type: 'password', secret: true })]);
    type(control('token'), 'hunter2');
    expect(tag.shadowRoot!.innerHTML).not.to.contain('hunter2');
    part('save-button').click();
    await until(() => part('replace-button'));
    assert.equal(control('token'), null);
    expect(part('field').textContent).to.contain('Saved');
  });

  it('asks password managers to leave a secret alone', async () => {
    const { control } = await mountForm([aField({ key: 'token', type: 'password', secret: true })]);
    const input = control('token');
    assert.equal(input.type, 'password');
    assert.equal(input.autocomplete, 'new-password');
    for (const name of ['data-1p-ignore', 'data-lpignore', 'data-bwignore', 'data-form-type'])
      assert.equal(input.hasAttribute(name), true, name);
  });

  it('shows a secret that is being typed, on demand', async () => {
    const { control, part, tag } = await mountForm([aField({ key: 'token', type: 'password', secret: true })]);
    type(control('token'), 'hunter2');
    part('field').querySelector<HTMLElement>('.reveal')!.click();
    await tag.updateComplete;
    await until(() => control('token').type === 'text');
    assert.equal(control('token').value, 'hunter2');
  });

  it('replaces a saved secret or leaves it as it is', async () => {
    const secret = aField({ key: 'token', type: 'password', secret: true, set: true });
    const { control, part, tag } = await mountForm([secret]);
    part('replace-button').click();
    await until(() => control('token') && tag.shadowRoot!.activeElement === control('token'));
    type(control('token'), 'new');
    part('keep-button').click();
    await until(() => tag.shadowRoot!.activeElement === part('replace-button'));
    assert.equal(control('token'), null);
  });

  it('offers to remove a saved secret only where it is not required', async () => {
    const { server, part, parts } = await mountForm([
      aField({ key: 'a', secret: true, set: true }),
      aField({ key: 'b', label: 'Webhook secret', secret: true, set: true, required: false }),
    ]);
    assert.deepEqual(
      parts('clear-button').map((button) => button.getAttribute('aria-label')),
      ['Remove Webhook secret'],
    );
    part('clear-button').click();
    await until(() => part('keep-button'));
    part('save-button').click();
    await until(() => server.received('PATCH /connections/*/fields').length === 1);
    assert.deepEqual(server.received('PATCH /connections/*/fields')[0]!.body, {
      fields: { b: { op: 'clear' } },
      revision: 1,
    });
  });

  it('says nothing while a field is first being typed, and is exact after it was left', async () => {
    const { control, parts, part } = await mountForm([aField({ min: 3 })]);
    control('bucket').value = 'a';
    control('bucket').dispatchEvent(new Event('input'));
    await until(() => true);
    expect(parts('error')).to.have.length(0);
    control('bucket').dispatchEvent(new Event('blur'));
    await until(() => part('error').textContent.includes('at least 3 characters'));
    assert.equal(control('bucket').getAttribute('aria-invalid'), 'true');
    expect(control('bucket').getAttribute('aria-describedby')).to.contain(part('error').id);
    type(control('bucket'), 'abc');
    await until(() => parts('error').length === 0);
  });

  it('lists several wrong fields first, and leads to each', async () => {
    const { tag, control, part } = await mountForm([aField(), aField({ key: 'region', label: 'Region' })]);
    part('save-button').click();
    await until(() => (tag.shadowRoot!.activeElement as HTMLElement | null)?.contains(part('error-summary')));
    part('error-summary').querySelectorAll('button')[1]!.click();
    assert.equal(tag.shadowRoot!.activeElement, control('region'));
  });

  it('warns of an unusual value and saves it all the same', async () => {
    const { server, control, part } = await mountForm([
      aField({ pattern: 'xoxb-.+', patternMessage: 'Bot tokens begin with xoxb-.' }),
    ]);
    type(control('bucket'), 'sk-1');
    await until(() => part('warning').textContent.includes('Bot tokens begin with xoxb-.'));
    part('save-button').click();
    await until(() => server.received('PATCH /connections/*/fields').length === 1);
  });

  it('adds and removes rows of a list with the focus where the work is', async () => {
    const { tag, part, parts } = await mountForm([aField({ collection: 'valuelist', required: false, value: ['in'] })]);
    part('add-button').click();
    await until(() => parts('input').length === 2 && tag.shadowRoot!.activeElement === parts('input')[1]);
    type(parts('input')[1]!, 'out');
    await until(() => part('field').querySelectorAll<HTMLInputElement>('input')[1]!.value === 'out');
    await tag.updateComplete;
    part('field').querySelector<HTMLElement>('.list-row .icon-button')!.click();
    await until(() => parts('input').length === 1);
    assert.equal((parts('input')[0] as HTMLInputElement).value, 'out');
  });

  it('shows and hides a field by the value of another', async () => {
    const { control, parts } = await mountForm([
      aField({ key: 'mode', type: 'boolean', required: false, value: 'false' }),
      aField({ showWhen: { field: 'mode', equals: ['true'] } }),
    ]);
    expect(parts('field')).to.have.length(1);
    control('mode').click();
    await until(() => parts('field').length === 2);
  });

  it('shows the newest state after a conflict, keeps what was typed and saves on top of it', async () => {
    const { server, control, part } = await mountForm([aField({ value: 'old', set: true })]);
    type(control('bucket'), 'mine');
    server.update({ ...server.snapshot.connections[0]!, revision: 5 });
    server.answer('PATCH /connections/*/fields', ({ body }) =>
      (body as { revision: number }).revision === 5 ? server.snapshot.connections[0] : problem('conflict', 409),
    );
    const reloaded = server.next('GET /integrations/*');
    part('save-button').click();
    await reloaded;
    await until(() => part('message').textContent.includes('Somebody else changed'));
    assert.equal(control('bucket').value, 'mine');
    await until(() => {
      part('save-button').click();
      return part('message').textContent.includes('Saved.');
    });
  });

  it('says beside the save button why it could not be saved, also where the form was folded away', async () => {
    const { server, control, part, tag } = await mountForm([aField()], { connect: 'popup', connected: true, testable: true });
    server.answer('PATCH /connections/*/fields', () => problem('database_unavailable', 503));
    type(control('bucket'), 'acme-exports');
    part('test-button').click();
    await until(() => part('message').dataset['code'] === 'database_unavailable');
    assert.equal(part('message').closest('.form-actions'), part('save-button').parentElement);
    assert.isTrue(part('message').checkVisibility(), 'the settings are unfolded');
    assert.equal(part('message').closest('[role]')!.getAttribute('role'), 'status');
    assert.equal(tag.renderRoot.querySelector('.notes')!.textContent.trim(), '');
    await expectAccessible(tag);
  });

  it('shows help as text with a little Markdown in it, and never as markup', async () => {
    const { part } = await mountForm([
      aField({
        help: 'Use **bold**, *slanted*, 2 * 3 * 4, `code`, [a link](https://docs.example) and <img src=x onerror=alert(1)>.\n\n- one\n- [two](javascript:alert(1))',
      }),
    ]);
    const help = part('help');
    assert.equal(help.querySelector('strong')!.textContent, 'bold');
    assert.equal(help.querySelector('em')!.textContent, 'slanted');
    expect(help.textContent).to.contain('2 * 3 * 4');
    assert.equal(help.querySelector('code')!.textContent, 'code');
    assert.deepEqual(
      [...help.querySelectorAll('a')].map(({ href, rel }) => [href, rel]),
      [['https://docs.example/', 'noopener noreferrer']],
    );
    expect(help.querySelectorAll('li')).to.have.length(2);
    assert.equal(help.querySelector('img'), null);
  });

  it('saves and validates for the page', async () => {
    const { tag, control } = await mountForm([aField()]);
    assert.equal(tag.validate(), false);
    type(control('bucket'), 'exports');
    assert.equal(tag.validate(), true);
    assert.equal(await tag.save(), true);
  });
});
