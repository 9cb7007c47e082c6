import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectiveValues, fieldsForCode } from '../../server/definitions/index.ts';
import { aConfigVar, aFieldsConnection, anOAuthConnection, vendorClient } from './a-config.ts';

describe('effectiveValues', () => {
  // Which of the three wins, by visibility.
  const precedence = [
    { visibility: 'customer', stored: 'stored', value: 'vendor', default: 'default', wins: 'stored' },
    { visibility: 'customer', stored: undefined, value: 'vendor', default: 'default', wins: 'vendor' },
    { visibility: 'customer', stored: undefined, value: undefined, default: 'default', wins: 'default' },
    { visibility: 'customer', stored: ' ', value: undefined, default: 'default', wins: 'default' },
    { visibility: 'embedded', stored: 'stored', value: 'vendor', default: 'default', wins: 'stored' },
    { visibility: 'organization', stored: 'stored', value: 'vendor', default: 'default', wins: 'vendor' },
    { visibility: 'organization', stored: 'stored', value: undefined, default: 'default', wins: 'stored' },
    { visibility: 'customer', stored: undefined, value: undefined, default: 'YOUR-DOMAIN', wins: undefined },
    { visibility: 'customer', stored: undefined, value: undefined, default: undefined, wins: undefined },
  ] as const;
  for (const row of precedence) {
    it(`takes ${row.wins ?? 'nothing'} of stored ${row.stored}, vendor's ${row.value}, default ${row.default}, for ${row.visibility}`, () => {
      const configVar = aConfigVar(aFieldsConnection({ host: { default: row.default } }), {
        host: { value: row.value, visibility: row.visibility },
      });
      const stored = new Map(row.stored === undefined ? [] : [['host', row.stored]]);
      assert.equal(effectiveValues(configVar, stored).get('host'), row.wins);
    });
  }

  it('T04: ignores what was stored for an OAuth address while it was still open to customers', () => {
    const configVar = aConfigVar(anOAuthConnection(), vendorClient);
    const values = effectiveValues(configVar, new Map([['tokenUrl', 'https://evil.example/token']]));
    assert.equal(values.get('tokenUrl'), 'https://auth.acme.example/token');
  });

  it('computes templates last, addresses by their rules and other text as it is', () => {
    const connection = aFieldsConnection({
      url: { type: 'template', templateValue: 'https://{{#shop}}.acme.example/{{#path}}' },
      domain: { type: 'template', templateValue: '{{#shop}}.acme.example' },
      note: { type: 'template', templateValue: '{{#shop}}/{{#path}}' },
      shop: {},
      path: { default: 'a b' },
    });
    const values = effectiveValues(aConfigVar(connection), new Map([['shop', 'Harbor']]));
    assert.equal(values.get('url'), 'https://harbor.acme.example/a%20b');
    assert.equal(values.get('domain'), 'harbor.acme.example');
    assert.equal(values.get('note'), 'Harbor/a b');
  });

  it('leaves out a template that is not complete or not sound', () => {
    const connection = aFieldsConnection({
      shop: {},
      url: { type: 'template', templateValue: 'https://{{#shop}}.acme.example' },
    });
    const configVar = aConfigVar(connection);
    assert.equal(effectiveValues(configVar, new Map()).has('url'), false);
    assert.equal(effectiveValues(configVar, new Map([['shop', 'evil.example/']])).has('url'), false);
  });

  it('ignores stored values of inputs that are gone', () => {
    assert.deepEqual([...effectiveValues(aConfigVar(aFieldsConnection({})), new Map([['gone', 'x']]))], []);
  });
});

describe('fieldsForCode', () => {
  it('gives every value of a connection made of fields, templates included', () => {
    const connection = aFieldsConnection({
      clientId: {},
      shop: {},
      url: { type: 'template', templateValue: 'https://{{#shop}}.acme.example' },
    });
    const configVar = aConfigVar(connection);
    const values = effectiveValues(
      configVar,
      new Map([
        ['clientId', 'id'],
        ['shop', 'a'],
      ]),
    );
    assert.deepEqual(fieldsForCode(configVar, values), { clientId: 'id', shop: 'a', url: 'https://a.acme.example' });
  });

  it('keeps the OAuth client to itself', () => {
    const configVar = aConfigVar(anOAuthConnection({ inputs: { channel: {} } }), vendorClient);
    const values = effectiveValues(configVar, new Map([['channel', '#deals']]));
    assert.deepEqual(fieldsForCode(configVar, values), { channel: '#deals' });
  });
});
