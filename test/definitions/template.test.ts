import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FieldValue } from '../../server/contract/index.ts';
import type { Input } from '../../server/definitions/index.ts';
import {
  fillText,
  fillUrl,
  hostChoosingSlots,
  parseUrlTemplate,
  slotKeys,
  templateShape,
} from '../../server/definitions/template.ts';

const anInput = (key: string, members: Partial<Input> = {}): Input => ({
  key,
  type: 'string',
  label: key,
  required: true,
  shown: true,
  secret: false,
  ...members,
});
const inputs = new Map([
  ['tenant', anInput('tenant')],
  ['host', anInput('host')],
  ['promised', anInput('promised', { hostSuffix: '.myshopify.com' })],
  ['region', anInput('region', { model: [{ label: 'Europe', value: 'https://accounts.zoho.eu' }] })],
]);
const fill = (template: string, values: Record<string, FieldValue>) => fillUrl(template, inputs, new Map(Object.entries(values)));

describe('fillUrl', () => {
  const accepted: readonly [template: string, values: Record<string, string>, expected: string][] = [
    ['https://{{#tenant}}.zendesk.com/token', { tenant: 'acme' }, 'https://acme.zendesk.com/token'],
    ['https://{{#tenant}}.zendesk.com/token', { tenant: 'ACME-1' }, 'https://acme-1.zendesk.com/token'],
    ['https://{{#tenant}}-api.acme.example/x', { tenant: 'eu' }, 'https://eu-api.acme.example/x'],
    ['http://{{#tenant}}.localhost:4415/token', { tenant: 'harbor' }, 'http://harbor.localhost:4415/token'],
    ['https://{{#host}}/token', { host: 'erp.customer.example:8443' }, 'https://erp.customer.example:8443/token'],
    ['https://{{# host }}/token', { host: 'erp.customer.example' }, 'https://erp.customer.example/token'],
    ['{{#host}}/token', { host: 'https://erp.customer.example/base/' }, 'https://erp.customer.example/base/token'],
    ['{{#region}}/oauth/v2/token', { region: 'https://accounts.zoho.eu' }, 'https://accounts.zoho.eu/oauth/v2/token'],
    ['{{#promised}}/admin', { promised: 'https://acme.myshopify.com' }, 'https://acme.myshopify.com/admin'],
    ['https://login.acme.example/{{#tenant}}/token', { tenant: 'a b/c' }, 'https://login.acme.example/a%20b/c/token'],
    [
      'https://login.acme.example/auth?audience={{#tenant}}',
      { tenant: 'x&y=z' },
      'https://login.acme.example/auth?audience=x%26y%3Dz',
    ],
  ];
  for (const [template, values, expected] of accepted) {
    it(`makes ${expected}`, () => {
      assert.deepEqual(fill(template, values), { ok: true, text: expected });
    });
  }

  const refused: readonly [template: string, values: Record<string, string>, code: string][] = [
    ['https://{{#tenant}}.zendesk.com/', { tenant: 'evil.com/' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: 'a@evil' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: 'x.evil.com#' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: '..' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: 'acme.eu' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: 'evil\u3002com' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: '%2e' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: 'a'.repeat(64) }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: '-a' }, 'invalid_host'],
    ['https://{{#tenant}}.zendesk.com/', { tenant: 'a\r\nHost: evil' }, 'control_characters'],
    ['https://{{#host}}/', { host: 'good.example@evil.example' }, 'invalid_host'],
    ['https://{{#host}}/', { host: 'evil.example/path' }, 'invalid_host'],
    ['{{#host}}/token', { host: 'http://erp.customer.example' }, 'invalid_address'],
    ['{{#host}}/token', { host: 'erp.customer.example' }, 'invalid_address'],
    ['{{#host}}/token', { host: 'https://erp.customer.example?x=' }, 'invalid_address'],
    ['{{#host}}/token', { host: 'https://user:pass@erp.customer.example' }, 'invalid_address'],
    ['{{#host}}/token', { host: 'javascript:alert(1)' }, 'invalid_address'],
    ['{{#region}}/token', { region: 'https://accounts.evil.example' }, 'not_a_choice'],
    ['{{#promised}}/token', { promised: 'https://evilmyshopify.com' }, 'invalid_host'],
    ['{{#promised}}/token', { promised: 'https://acme.myshopify.com.evil.example' }, 'invalid_host'],
    ['https://login.acme.example/{{#tenant}}/token', { tenant: '../../evil' }, 'wrong_shape'],
    ['https://login.acme.example/{{#tenant}}/token', { tenant: '\ud800' }, 'wrong_shape'],
  ];
  for (const [template, values, code] of refused) {
    it(`T04: refuses ${JSON.stringify(Object.values(values)[0])} in ${template}`, () => {
      assert.deepEqual(fill(template, values), { ok: false, invalid: { key: Object.keys(values)[0], code } });
    });
  }

  it('tells which inputs have no value yet', () => {
    assert.deepEqual(fill('https://{{#tenant}}.acme.example/{{#host}}', { tenant: ' ' }), {
      ok: false,
      missing: ['tenant', 'host'],
    });
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.domain(),
    fc.ipV4(),
    fc.ipV6(),
    fc
      .array(
        fc.constantFrom(
          'evil.com',
          'evil',
          '.',
          '/',
          '\\',
          '@',
          '#',
          '?',
          ':',
          '%2e',
          '%00',
          '\r\n',
          '\t',
          '\u3002',
          '\uff0e',
          '\u2024',
          '\uff0f',
          '\u0000',
          '[',
          ']',
          '{{#host}}',
          'https://',
          '0x7f',
          'xn--',
          '-',
          'a'.repeat(64),
          ' ',
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((pieces) => pieces.join('')),
  );

  it('T04: a hostile tenant never leaves the fixed host, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (tenant) => {
        const filled = fill('https://{{#tenant}}.zendesk.com/oauth/tokens', { tenant });
        if (!filled.ok) return;
        const url = new URL(filled.text);
        assert.match(url.hostname, /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.zendesk\.com$/);
        assert.equal(url.origin + url.pathname, `https://${url.hostname}/oauth/tokens`);
        assert.equal(url.username + url.password + url.search + url.hash, '');
      }),
      { numRuns: 10_000 },
    );
  });

  it('T04: a hostile value in the path or the query never changes host or path above it', () => {
    fc.assert(
      fc.property(hostile, hostile, (tenant, host) => {
        const filled = fill('https://login.acme.example/t/{{#tenant}}/token?aud={{#host}}&x=1', { tenant, host });
        if (!filled.ok) return;
        const url = new URL(filled.text);
        assert.equal(url.origin, 'https://login.acme.example');
        assert.ok(url.pathname.startsWith('/t/') && url.pathname.endsWith('/token'));
        assert.deepEqual([...url.searchParams.keys()], ['aud', 'x']);
        assert.equal(url.searchParams.get('aud'), host);
      }),
      { numRuns: 5000 },
    );
  });

  it('T04: a hostile origin with a promised suffix ends with it or is refused', () => {
    fc.assert(
      fc.property(hostile, (promised) => {
        for (const value of [promised, `https://${promised}.myshopify.com`, `https://${promised}`]) {
          const filled = fill('{{#promised}}/token', { promised: value });
          if (filled.ok) assert.ok(new URL(filled.text).hostname.endsWith('.myshopify.com'));
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseUrlTemplate', () => {
  it('knows which slots choose the host', () => {
    const choosing = (template: string) => {
      const parsed = parseUrlTemplate(template);
      assert.ok(parsed, template);
      return hostChoosingSlots(parsed, inputs);
    };
    assert.deepEqual(choosing('https://{{#tenant}}.acme.example/x'), []);
    assert.deepEqual(choosing('https://{{#tenant}}.com/x'), ['tenant']);
    assert.deepEqual(choosing('https://accounts.zoho.{{#tenant}}/x'), ['tenant']);
    assert.deepEqual(choosing('https://{{#host}}:8443/x'), ['host']);
    assert.deepEqual(choosing('{{#host}}/{{#tenant}}'), ['host']);
    assert.deepEqual(choosing('{{#promised}}/x'), []);
    assert.deepEqual(choosing('https://acme.example/{{#tenant}}?x={{#host}}'), []);
  });

  for (const template of [
    'ftp://{{#host}}/x',
    'http://{{#host}}/x',
    'https://evil@{{#host}}/x',
    'https://acme.example\\{{#tenant}}',
    'https:/{{#host}}/x',
    '//{{#host}}/x',
    '{{#host}}.acme.example/x',
    'javascript:{{#host}}',
    '',
  ]) {
    it(`refuses ${JSON.stringify(template)}`, () => {
      assert.equal(parseUrlTemplate(template), undefined);
    });
  }
});

describe('text templates', () => {
  it('are filled as they are', () => {
    const values = new Map([
      ['a', 'x y'],
      ['b', '&'],
    ]);
    assert.deepEqual(fillText('{{#a}}:{{#b}}:{{#a}}', values), { ok: true, text: 'x y:&:x y' });
  });

  it('do not treat a value as a template or a replacement pattern', () => {
    const values = new Map([
      ['a', '{{#b}} $& $1'],
      ['b', 'secret'],
    ]);
    assert.deepEqual(fillText('<{{#a}}>', values), { ok: true, text: '<{{#b}} $& $1>' });
  });

  it('are told from addresses and host names', () => {
    assert.equal(templateShape('https://{{#a}}.acme.example'), 'url');
    assert.equal(templateShape('{{#a}}.acme.example'), 'host');
    assert.equal(templateShape('read:{{#a}}'), 'text');
    assert.equal(templateShape('acme.api.example'), 'text');
  });

  it('name their slots once', () => {
    assert.deepEqual(slotKeys('{{#a}} {{#b-c}} {{#a}} {{x}}'), ['a', 'b-c']);
  });
});
