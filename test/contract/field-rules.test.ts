import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkFieldsPatch,
  checkFieldValue,
  isEmptyValue,
  isFieldShown,
  isPlaceholderLike,
  normalizeFieldValue,
  type FieldErrorCode,
  type FieldPatch,
  type FieldRules,
  type FieldValue,
} from '../../server/contract/index.ts';

const field = (members: Partial<FieldRules> = {}): FieldRules => ({
  key: 'field',
  type: 'string',
  required: false,
  secret: false,
  ...members,
});

describe('the rules of a field', () => {
  const choices = [
    { label: 'Europe', value: 'eu' },
    { label: 'America', value: 'us' },
  ];
  const cases: [string, Partial<FieldRules>, FieldValue | undefined, FieldErrorCode | undefined][] = [
    ['nothing is fine where nothing is required', {}, undefined, undefined],
    ['nothing is not enough', { required: true }, undefined, 'required'],
    ['blanks are nothing', { required: true }, ' \t', 'required'],
    ['empty entries are nothing', { required: true, collection: 'valuelist' }, ['', ' '], 'required'],
    ['empty pairs are nothing', { required: true, collection: 'keyvaluelist' }, [{ key: ' ', value: '' }], 'required'],
    ['a text', {}, 'text', undefined],
    ['a list where a text is wanted', {}, ['text'], 'wrong_shape'],
    ['a text where a list is wanted', { collection: 'valuelist' }, 'text', 'wrong_shape'],
    ['pairs where a list is wanted', { collection: 'valuelist' }, [{ key: 'a', value: 'b' }], 'wrong_shape'],
    ['a list where pairs are wanted', { collection: 'keyvaluelist' }, ['a'], 'wrong_shape'],
    ['pairs', { collection: 'keyvaluelist' }, [{ key: 'a', value: 'b' }], undefined],
    ['true', { type: 'boolean' }, 'true', undefined],
    ['yes', { type: 'boolean' }, 'yes', 'not_a_boolean'],
    ['a choice', { model: choices }, 'eu', undefined],
    ['the label of a choice', { model: choices }, 'Europe', 'not_a_choice'],
    ['one wrong choice of several', { model: choices, collection: 'valuelist' }, ['eu', 'mars'], 'not_a_choice'],
    ['a header smuggled in a line', {}, 'a\r\nx-admin: 1', 'control_characters'],
    [
      'a header smuggled in the key of a pair',
      { collection: 'keyvaluelist' },
      [{ key: 'a\r\nb', value: 'c' }],
      'control_characters',
    ],
    [
      'NUL in a key, even of long texts',
      { type: 'text', collection: 'keyvaluelist' },
      [{ key: 'a\u0000', value: 'c' }],
      'control_characters',
    ],
    ['a PEM file in a long text', { type: 'text' }, '-----BEGIN KEY-----\r\n\tabc\n-----END KEY-----\n', undefined],
    ['NUL in a long text', { type: 'text' }, 'a\u0000b', 'control_characters'],
    ['an author’s placeholder', {}, 'https://YOUR-DOMAIN.example', 'placeholder_value'],
    ['a placeholder in brackets', {}, '<ACCOUNT_ID>', 'placeholder_value'],
    ['too small a number', { min: 1 }, '0', 'too_small'],
    ['too large a number', { max: 10 }, '10.5', 'too_large'],
    ['a number within', { min: 1, max: 10 }, '10', undefined],
    ['too short a text', { min: 3 }, 'ab', 'too_short'],
    ['too long a text', { max: 3 }, 'abcd', 'too_long'],
  ];
  for (const [title, members, value, expected] of cases) {
    it(`${title}: ${expected ?? 'accepted'}`, () => assert.equal(checkFieldValue(field(members), value), expected));
  }

  it('takes only what an author would write for a placeholder', () => {
    for (const text of ['YOUR-ZENDESK-DOMAIN', '<TENANT>', '{{tenant}}', 'xxxx'])
      assert.equal(isPlaceholderLike(text), true, text);
    for (const text of ['acme', 'your-domain', '<b>', '{{#slot}}', 'xxx', 'p4ssxxxx', 'a<b'])
      assert.equal(isPlaceholderLike(text), false, text);
  });

  it('trims single lines and the parts of lists, and leaves long texts and choices alone', () => {
    assert.equal(normalizeFieldValue({ type: 'password' }, ' key\n'), 'key');
    assert.deepEqual(normalizeFieldValue({ type: 'string' }, [' a ', 'b\t']), ['a', 'b']);
    assert.deepEqual(normalizeFieldValue({ type: 'string' }, [{ key: ' a', value: 'b ' }]), [{ key: 'a', value: 'b' }]);
    assert.equal(normalizeFieldValue({ type: 'text' }, ' text\n'), ' text\n');
    assert.equal(normalizeFieldValue({ type: 'string', model: choices }, ' eu'), ' eu');
    assert.equal(isEmptyValue(undefined), true);
  });

  it('shows a field only while the other one has one of its values', () => {
    const showWhen = { field: 'auth', equals: ['key', 'both'] };
    const shown = (value: FieldValue | undefined) => isFieldShown({ showWhen }, () => value);
    assert.deepEqual(
      [shown('key'), shown('both'), shown('none'), shown(undefined), shown(['key'])],
      [true, true, false, false, false],
    );
    assert.equal(
      isFieldShown({}, () => undefined),
      true,
    );
  });
});

describe('the rules of a patch', () => {
  const fields = [
    { ...field({ key: 'auth', required: true }), set: true, value: 'key' },
    {
      ...field({ key: 'secret', type: 'password', required: true, secret: true, showWhen: { field: 'auth', equals: ['key'] } }),
      set: true,
    },
    { ...field({ key: 'host', required: true }), set: false },
  ];
  const errorsOf = (patch: Record<string, FieldPatch>) => Object.fromEntries(checkFieldsPatch(fields, patch));
  const host = { op: 'replace', value: 'db' } as const;

  it('counts a kept secret as filled in, and a field that becomes hidden as not asked for', () => {
    assert.deepEqual(errorsOf({ host }), {});
    assert.deepEqual(errorsOf({ host, secret: { op: 'keep' } }), {});
    assert.deepEqual(errorsOf({ host, secret: { op: 'clear' } }), { secret: 'required' });
    assert.deepEqual(errorsOf({ host, secret: { op: 'clear' }, auth: { op: 'replace', value: 'none' } }), {});
  });

  it('asks for what is required and missing, and knows no other fields, inherited names included', () => {
    assert.deepEqual(errorsOf({}), { host: 'required' });
    assert.deepEqual(errorsOf({ host, ...Object.fromEntries([['toString', { op: 'keep' } as const]]) }), {
      toString: 'unknown_field',
    });
  });
});
