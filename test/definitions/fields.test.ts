import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { checkFieldsPatch, fieldSchema } from '../../server/contract/index.ts';
import { effectiveValues, fieldsFor, findInvalidTemplate, missingRequired, toField } from '../../server/definitions/index.ts';
import { aConfigVar, aFieldsConnection, anOAuthConnection, vendorClient } from './a-config.ts';

const mixed = aFieldsConnection({
  host: {},
  hidden: { shown: false },
  backend: {},
  office: {},
  locked: {},
  secretly: {},
  url: { type: 'template', templateValue: '{{#host}}/x' },
});
const placements = {
  backend: { visibility: 'embedded' },
  office: { visibility: 'organization' },
  locked: { visibility: 'organization', value: 'fixed' },
  secretly: { visibility: 'organization', visibleToOrgDeployer: false },
};

describe('fieldsFor', () => {
  const keysFor = (role: 'customer' | 'organization' | 'vendor') =>
    fieldsFor(aConfigVar(mixed, placements), role).map(({ input }) => input.key);

  it('shows a customer what is a customer’s', () => {
    assert.deepEqual(keysFor('customer'), ['host']);
  });
  it('shows the organization what may be shown and can be changed', () => {
    assert.deepEqual(keysFor('organization'), ['host', 'backend', 'office']);
  });
  it('lets the vendor’s backend set what can be changed at all', () => {
    assert.deepEqual(keysFor('vendor'), ['host', 'hidden', 'backend', 'office', 'secretly']);
  });
  it('shows a customer nothing of a variable that is the organization’s', () => {
    assert.deepEqual(fieldsFor(aConfigVar(mixed, {}, { visibility: 'organization' }), 'customer'), []);
  });
});

describe('toField', () => {
  const field = (
    input: Record<string, unknown>,
    placement: Record<string, unknown> = {},
    stored?: Parameters<typeof toField>[1],
  ) => {
    const placed = aConfigVar(aFieldsConnection({ a: input }), { a: placement }).inputs.get('a');
    assert.ok(placed);
    return toField(placed, stored);
  };

  it('gives the wire’s shape, with everything the form needs', () => {
    const full = field({
      type: 'string',
      label: { key: 'Name', value: 'Header' },
      collection: 'keyvaluelist',
      comments: '**help**',
      helpUrl: 'https://docs.acme.example',
      example: 'x',
      placeholder: 'y',
      pattern: '[a-z0-9-]+',
      patternMessage: 'small',
      min: 1,
      max: 9,
      showWhen: { field: 'a', equals: 'b' },
    });
    assert.deepEqual(v.parse(fieldSchema, full), full);
    assert.equal(full.keyLabel, 'Name');
    assert.equal(full.label, 'Header');
    assert.equal(full.help, '**help**');
    assert.deepEqual(full.showWhen, { field: 'a', equals: ['b'] });
  });

  it('never holds a secret’s value, wherever it comes from', () => {
    const updatedAt = new Date(0);
    const secret = field(
      { type: 'password', default: 'd3fault', required: true },
      { value: 'v4lue' },
      { value: 'st0red', updatedAt },
    );
    assert.doesNotMatch(JSON.stringify(secret), /d3fault|v4lue|st0red/);
    assert.equal(secret.set, true);
    assert.equal(secret.updatedAt, '1970-01-01T00:00:00.000Z');
  });

  it('treats writeOnly of the author or the vendor as secret', () => {
    assert.equal(field({ writeOnly: true }).secret, true);
    assert.equal(field({}, { writeOnly: true }).secret, true);
  });

  it('shows the stored value, else the vendor’s, else the default', () => {
    assert.equal(field({ default: 'd' }, { value: 'v' }, { value: 's' }).value, 's');
    assert.equal(field({ default: 'd' }, { value: 'v' }).value, 'v');
    assert.equal(field({ default: 'd' }).value, 'd');
    assert.equal(field({ default: 'd' }).set, false);
  });

  for (const filler of [
    '<YOUR_CLIENT_ID>',
    '<your client id>',
    'xxx',
    'XXXX',
    'changeme',
    'Change-Me',
    '...',
    'your-api-key',
    'https://your-site.example.com',
    'insert key here',
  ])
    it(`counts a default as none that says "${filler}", and offers it as the placeholder`, () => {
      const { value, placeholder } = field({ default: filler });
      assert.deepEqual({ value, placeholder }, { value: undefined, placeholder: filler });
    });

  for (const meant of ['xx', 'exchange', 'todo', 'Your weekly report', '<b>Hello</b> <i>you</i>', 'me'])
    it(`takes the default "${meant}" for what it is`, () => {
      assert.equal(field({ default: meant }).value, meant);
    });

  it('offers a placeholder-like default as the placeholder', () => {
    const { value, placeholder } = field({ default: 'YOUR-DOMAIN' });
    assert.deepEqual({ value, placeholder }, { value: undefined, placeholder: 'YOUR-DOMAIN' });
  });

  it('does not ask for a required secret that the vendor provides', () => {
    const provided = field({ type: 'password', required: true }, { value: 'v4lue' });
    assert.equal(provided.required, false);
    assert.equal(checkFieldsPatch([provided], {}).size, 0);
    assert.equal(field({ type: 'password', required: true }).required, true);
  });
});

describe('missingRequired', () => {
  it('names required inputs without a value, in the definition’s order', () => {
    const configVar = aConfigVar(
      aFieldsConnection({ b: { required: true }, a: { required: true }, c: {}, flag: { type: 'boolean', required: true } }),
    );
    assert.deepEqual(missingRequired(configVar, effectiveValues(configVar, new Map())), ['b', 'a']);
    assert.deepEqual(missingRequired(configVar, effectiveValues(configVar, new Map([['b', 'x']]))), ['a']);
  });

  it('passes over what showWhen hides', () => {
    const connection = aFieldsConnection({
      mode: { default: 'key' },
      password: { required: true, showWhen: { field: 'mode', equals: ['password'] } },
    });
    const configVar = aConfigVar(connection);
    assert.deepEqual(missingRequired(configVar, effectiveValues(configVar, new Map())), []);
    assert.deepEqual(missingRequired(configVar, effectiveValues(configVar, new Map([['mode', 'password']]))), ['password']);
  });

  it('names what an OAuth address is made of, though nobody said it was required', () => {
    const connection = anOAuthConnection({
      inputs: { shop: {}, tokenUrl: { type: 'template', templateValue: 'https://{{#shop}}.acme.example/token' } },
    });
    const configVar = aConfigVar(connection, vendorClient);
    assert.deepEqual(missingRequired(configVar, effectiveValues(configVar, new Map())), ['shop']);
    assert.deepEqual(missingRequired(configVar, effectiveValues(configVar, new Map([['shop', 'harbor']]))), []);
  });
});

describe('findInvalidTemplate', () => {
  it('names the value that does not fit its host, also outside OAuth', () => {
    const connection = aFieldsConnection({
      shop: {},
      url: { type: 'template', templateValue: 'https://{{#shop}}.acme.example' },
    });
    const configVar = aConfigVar(connection);
    const check = (shop: string) => findInvalidTemplate(configVar, effectiveValues(configVar, new Map([['shop', shop]])));
    assert.deepEqual(check('evil.example/'), { key: 'shop', code: 'invalid_host' });
    assert.equal(check('harbor'), undefined);
    assert.equal(findInvalidTemplate(configVar, new Map()), undefined);
  });
});
