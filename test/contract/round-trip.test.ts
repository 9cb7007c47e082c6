import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  connectionSchema,
  connectionStatuses,
  connectModes,
  credentialsRequestSchema,
  credentialsSchema,
  errorCodes,
  fieldSchema,
  fieldsPatchSchema,
  fieldTypes,
  flowStates,
  flowStatusSchema,
  isErrorCode,
  logPageSchema,
  logSeverities,
  paths,
  permissions,
  problemSchema,
  roles,
  sessionRequestSchema,
  snapshotSchema,
  statusReasons,
  usageRequestSchema,
} from '../../server/contract/index.ts';

const text = fc.string({ maxLength: 40 });
const name = fc.string({ minLength: 1, maxLength: 40 });
const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((at) => at.toISOString());
const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.array(fc.record({ key: text, value: text }), { maxLength: 3 }));
// Names of object members that every JSON parser keeps as they are.
const key = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,19}$/).filter((text) => !(text in {}));
const some = <T extends object>(required: T, optional: object) =>
  fc.record({ ...required, ...optional } as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: Object.keys(required) });

const field = some(
  { key, type: fc.constantFrom(...fieldTypes), label: text, required: fc.boolean(), secret: fc.boolean(), set: fc.boolean() },
  {
    placeholder: text,
    help: text,
    model: fc.array(fc.record({ label: text, value: text }), { maxLength: 2 }),
    collection: fc.constantFrom('valuelist', 'keyvaluelist'),
    min: fc.integer(),
    showWhen: fc.record({ field: key, equals: fc.array(text, { maxLength: 2 }) }),
    value,
    updatedAt: date,
  },
);
const connection = some(
  {
    id: name,
    configVar: key,
    label: text,
    component: fc.record({ key, label: text }),
    connect: fc.constantFrom(...connectModes),
    status: fc.constantFrom(...connectionStatuses),
    connected: fc.boolean(),
    missingFields: fc.array(key, { maxLength: 2 }),
    fields: fc.array(field, { maxLength: 3 }),
    revision: fc.nat(),
    testable: fc.boolean(),
    revocable: fc.boolean(),
  },
  { reason: fc.constantFrom(...statusReasons), accountLabel: text, connectedAt: date, expiresAt: date, warning: text },
);
const patch = fc.oneof(fc.record({ op: fc.constantFrom('keep', 'clear') }), fc.record({ op: fc.constant('replace'), value }));
const token = some({ access_token: text, token_type: text }, { expires_at: date, scope: text, instance_url: text });

const schemas: [string, v.GenericSchema, fc.Arbitrary<unknown>][] = [
  ['field', fieldSchema, field],
  ['connection', connectionSchema, connection],
  [
    'snapshot',
    snapshotSchema,
    fc.record({
      integration: fc.record({ key, name: text }),
      customer: some({ id: name }, { name: text }),
      role: fc.constantFrom(...roles),
      permissions: fc.subarray([...permissions]),
      connections: fc.array(connection, { maxLength: 2 }),
    }),
  ],
  [
    'patch',
    fieldsPatchSchema,
    some({ fields: fc.dictionary(key, patch, { maxKeys: 4, noNullPrototype: true }) }, { revision: fc.nat() }),
  ],
  ['flow', flowStatusSchema, some({ id: name, state: fc.constantFrom(...flowStates) }, { code: key, connection })],
  [
    'log',
    logPageSchema,
    some(
      {
        entries: fc.array(
          some(
            { id: name, at: date, severity: fc.constantFrom(...logSeverities), code: key, message: text },
            { details: fc.dictionary(key, fc.oneof(text, fc.integer(), fc.boolean()), { maxKeys: 3, noNullPrototype: true }) },
          ),
          { maxLength: 3 },
        ),
      },
      { next: text },
    ),
  ],
  [
    'credentials',
    credentialsSchema,
    some(
      {
        id: name,
        key,
        configVarKey: key,
        fields: fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true }),
        version: fc.nat(),
      },
      { token, context: fc.dictionary(key, text, { maxKeys: 2, noNullPrototype: true }) },
    ),
  ],
  [
    'use',
    usageRequestSchema,
    fc.oneof(
      some({ outcome: fc.constant('used') }, { version: fc.nat() }),
      some({ outcome: fc.constant('failed') }, { version: fc.nat(), status: fc.nat(), message: text }),
    ),
  ],
  [
    'problem',
    problemSchema,
    some(
      { type: text, title: text, status: fc.nat(), detail: text, code: fc.constantFrom(...Object.keys(errorCodes)) },
      { requestId: text, errors: fc.array(fc.record({ path: text, code: text, message: text }), { maxLength: 2 }) },
    ),
  ],
];

describe('the wire', () => {
  for (const [title, schema, arbitrary] of schemas) {
    it(`carries every ${title} unchanged`, () => {
      fc.assert(
        fc.property(arbitrary, (sent) => {
          const received = v.parse(schema, JSON.parse(JSON.stringify(sent)));
          assert.deepEqual(received, JSON.parse(JSON.stringify(sent)));
        }),
        { numRuns: 200 },
      );
    });
  }

  it('never throws on what nobody should send, and takes none of it for a patch with unknown members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (sent) => {
        for (const [, schema] of schemas) v.safeParse(schema, sent);
        assert.equal(v.is(fieldsPatchSchema, { fields: {}, extra: sent }), false);
      }),
      { numRuns: 200 },
    );
  });

  it('bounds what is asked for: life of sessions and tokens, length of names', () => {
    const session = { customer: { id: 'a' }, user: { id: 'b' }, integration: 'c' };
    assert.equal(v.is(sessionRequestSchema, session), true);
    for (const expiresInSeconds of [59, 1801, 60.5, Infinity])
      assert.equal(v.is(sessionRequestSchema, { ...session, expiresInSeconds }), false);
    assert.equal(v.is(sessionRequestSchema, { ...session, customer: { id: 'x'.repeat(256) } }), false);
    assert.equal(v.is(sessionRequestSchema, { ...session, permissions: ['admin'] }), false);
    for (const minTtlSeconds of [-1, 86_401, 1.5]) assert.equal(v.is(credentialsRequestSchema, { minTtlSeconds }), false);
  });

  it('every error has a status, a sentence that says what to do, and every red reason is one of them', () => {
    for (const [code, { status, message }] of Object.entries(errorCodes)) {
      assert.match(code, /^[a-z]+(_[a-z]+)*$/);
      assert.ok(status >= 400 && status <= 599, code);
      assert.match(message, /^[A-Z].*[.…"]$/, code);
    }
    assert.ok(statusReasons.every(isErrorCode));
    for (const other of ['toString', '__proto__', '', 7, null]) assert.equal(isErrorCode(other), false);
  });

  it('encodes whatever is put into an address', () => {
    fc.assert(
      fc.property(name, (id) => {
        const url = new URL(paths.connection(id), 'https://connections.example');
        assert.equal(url.search + url.hash, '');
        const last = url.pathname.split('/').at(-1) ?? '';
        // A browser resolves "." and ".." away; no id of ours looks so.
        if (!/^\.{1,2}$/.test(id)) assert.equal(decodeURIComponent(last), id);
      }),
    );
  });
});
