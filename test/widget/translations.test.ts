import { assert } from '@open-wc/testing';
import { ConnectionCard } from '../../widget/elements/connection-card.ts';
import { ConnectionField } from '../../widget/elements/connection-field.ts';
import { en as first } from '../../widget/translations/en.ts';
import { enOnDemand } from '../../widget/translations/en-on-demand.ts';
import { loadTranslation, translationFiles } from '../../widget/translations/translation-loaders.ts';
import { mountTag, type, until } from '../support/mount-tag.ts';
import { pseudoWords } from '../support/pseudo-words.ts';
import {
  aConnectedConnection,
  aConnection,
  aField,
  aFieldsConnection,
  aLogEntry,
  WidgetServer,
} from '../support/widget-server.ts';

const en: Readonly<Record<string, string>> = { ...first, ...enOnDemand };
const pageFetch = window.fetch;
afterEach(() => {
  window.fetch = pageFetch;
});

/** Which values a sentence names. A language may name one twice where another says "there", and leave a number to its plural form. */
const slotsOf = (sentence: string): string[] => [...new Set([...sentence.matchAll(/\{\w+\}/g)].map(String))].toSorted();
const pluralForm = /\.(zero|one|two|few|many)$/;

describe('the languages of the tag', () => {
  it('are ten with English, two of them from right to left', () => {
    assert.sameMembers(Object.keys(translationFiles), ['ar', 'de', 'es', 'fr', 'he', 'it', 'ja', 'nl', 'pt']);
  });

  for (const language of Object.keys(translationFiles)) {
    it(`lack nothing in ${language}: every key, with the values it names`, async () => {
      const words = (await loadTranslation(language)) ?? {};
      const needed = Object.keys(en).filter((key) => !pluralForm.test(key));
      assert.deepEqual(
        needed.filter((key) => !Object.hasOwn(words, key)),
        [],
      );
      for (const [key, sentence] of Object.entries(words)) {
        const base = key.replace(pluralForm, '');
        assert.property(en, base);
        if (base === key) assert.deepEqual(slotsOf(sentence), slotsOf(en[key] ?? ''), key);
        assert.notMatch(sentence, /^\s|\s$|^$/, key);
      }
    });
  }

  for (const [locale, dir] of [
    ['he', 'rtl'],
    ['ar-EG', 'rtl'],
    ['pt-BR', 'ltr'],
    ['ja', 'ltr'],
    ['fr-CA', 'ltr'],
  ] as const) {
    it(`are shown in ${locale}, ${dir}`, async () => {
      const words = await loadTranslation(locale.slice(0, 2));
      const { tag, part } = await mountTag(new WidgetServer(), { locale });
      await until(() => part('connect-button').textContent.trim() === words?.connect);
      assert.equal(tag.renderRoot.querySelector<HTMLElement>('.root')?.dir, dir);
    });
  }

  it('count as the language does: Arabic has six forms', async () => {
    const field = aField({ min: 3, max: 11 });
    const { part } = await mountTag(new WidgetServer([aFieldsConnection({ fields: [field] })]), { locale: 'ar' });
    type(part('input'), 'x');
    await until(() => part('error').textContent.includes('3 أحرف'));
    type(part('input'), 'y'.repeat(12));
    await until(() => part('error').textContent.includes('11 حرفًا'));
  });

  it('let a page add to a shipped one, for a language or for a region', async () => {
    const translations = { fr: { save: 'Garder' }, 'fr-CA': { test: 'Essayer' } };
    const server = new WidgetServer([aConnectedConnection({ fields: [aField()], connect: 'fields' })]);
    const { part } = await mountTag(server, { locale: 'fr-CA', translations });
    await until(() => part('save-button').textContent.trim() === 'Garder');
    assert.equal(part('test-button').textContent.trim(), 'Essayer');
    assert.equal(part('disconnect-button').textContent.trim(), 'Déconnecter');
  });
});

describe('a tag in a language that is all brackets', () => {
  const label = '⟦A field of the author’s⟧';
  const connections = () => [
    aConnectedConnection({ scopes: { requested: ['a'], granted: [], missing: ['channels:history'] } }),
    aConnection({ configVar: 'github' }),
    aConnectedConnection({ configVar: 'sf', status: 'error', reason: 'reauth_required' }),
    aFieldsConnection({
      fields: [
        aField({ label, required: false }),
        aField({ key: 'secret', label, secret: true, set: true, required: false, type: 'password' }),
        aField({ key: 'flag', label, type: 'boolean' }),
        aField({ key: 'list', label, collection: 'valuelist' }),
        aField({ key: 'region', label, model: [{ label: '⟦Region⟧', value: 'eu' }] }),
      ],
    }),
  ];
  const mounted = async () => {
    const server = new WidgetServer(connections());
    server.logs = [aLogEntry()];
    const shown = await mountTag(server, { locale: 'en', translations: { en: pseudoWords }, confirmDisconnect: true });
    const { part, tag } = shown;
    await until(() => part('connect-button').textContent.includes('⟦'));
    part('logs-button', 'slack').click();
    part('disconnect-button', 'sf').click();
    part('save-button', 's3').click();
    await until(() => part('confirmation', 'sf') && part('error', 's3') && part('logs', 'slack').querySelector('ol'));
    await tag.updateComplete;
    return shown;
  };

  it('says nothing that was not looked up', async () => {
    const { tag } = await mounted();
    const said = [...tag.renderRoot.querySelectorAll('button, [role=status], summary, .pill, dt, .optional, .error, .question')];
    const foreign = said.map((element) => element.textContent.trim()).filter((text) => text !== '' && !text.includes('⟦'));
    assert.deepEqual(foreign, []);
    const labels = [...tag.renderRoot.querySelectorAll('[aria-label]')].map(
      (element) => element.getAttribute('aria-label') ?? '',
    );
    assert.deepEqual(
      labels.filter((label) => !label.includes('⟦')),
      [],
    );
  });

  it('fits into 320 px: nothing is cut off and nothing has to be scrolled sideways', async () => {
    const { tag } = await mounted();
    tag.style.inlineSize = '320px';
    await until(() => tag.getBoundingClientRect().width === 320);
    assert.isAtMost(tag.scrollWidth, 320);
    const edge = tag.getBoundingClientRect().right + 0.5;
    const beyond = [...tag.renderRoot.querySelectorAll('button, p, h3, .pill, .control, dd, code, .message, summary')]
      .filter((element) => !element.closest('.visually-hidden, [hidden]') && element.getClientRects().length > 0)
      .filter((element) => element.getBoundingClientRect().right > edge || element.scrollWidth > element.clientWidth + 1)
      .filter((element) => !['inline', 'contents'].includes(getComputedStyle(element).display) && !element.matches('.control'));
    assert.deepEqual(
      beyond.map((element) => `${element.className} ${element.textContent.trim()}`),
      [],
    );
  });
});

describe('the vendor’s own words', () => {
  const translated = () => {
    const server = new WidgetServer([aFieldsConnection()]);
    server.answer('GET /integrations/*', ({ headers }) => {
      const label = headers.get('accept-language') === 'de' ? 'Behälter' : 'Bucket';
      const connection = aFieldsConnection();
      const fields = connection.fields.map((field) => (field.key === 'bucket' ? { ...field, label } : field));
      return { ...server.snapshot, connections: [{ ...connection, fields }] };
    });
    return server;
  };

  it('are asked for in the language of the tag, with every request, and anew when that changes; what is typed stays', async () => {
    const server = translated();
    const { tag, part } = await mountTag(server);
    assert.equal(part('label').textContent.trim(), 'Bucket');
    type(part('input'), 'acme-exports');
    tag.locale = 'de';
    await until(() => part('label').textContent.trim() === 'Behälter');
    assert.equal((part('input') as HTMLInputElement).value, 'acme-exports');
    await until(() => part('save-button').textContent.includes('Speichern'));
    type(part('input').closest('form')!.querySelector('[name=secretAccessKey]')!, 'a secret');
    const saving = server.next('PATCH /connections/*/fields');
    part('save-button').click();
    assert.equal((await saving).headers.get('accept-language'), 'de');
  });

  it('are asked for in the page’s language, whatever the tag itself can say', async () => {
    const server = translated();
    const { tag } = await mountTag(server, { locale: 'fi-FI' });
    assert.equal(server.received('GET /integrations/*')[0]!.headers.get('accept-language'), 'fi-FI');
    tag.locale = 'no tag at all\n';
    await tag.reload();
    assert.equal(server.received('GET /integrations/*').at(-1)!.headers.get('accept-language'), 'en');
  });
});

describe('what is as before', () => {
  it('is not drawn again: neither for an answer with the same data nor for the same properties', async () => {
    const server = new WidgetServer([aConnection(), aFieldsConnection()]);
    const { tag } = await mountTag(server);
    let drawn = 0;
    const count = (element: typeof ConnectionCard | typeof ConnectionField) => {
      const prototype = element.prototype as unknown as { update: (changed: Map<string, unknown>) => void };
      const { update } = prototype;
      prototype.update = function (changed) {
        drawn++;
        update.call(this, changed);
      };
      return () => (prototype.update = update);
    };
    const restore = [count(ConnectionCard), count(ConnectionField)];
    await tag.reload();
    Object.assign(tag, { integration: 'crm-sync', flow: 'auto', readonly: false });
    await tag.updateComplete;
    assert.equal(drawn, 0);
    server.update(aConnection({ label: 'Slack at work' }));
    await tag.reload();
    await until(() => drawn === 1);
    for (const back of restore) back();
  });
});
