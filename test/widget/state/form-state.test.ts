import { assert, expect } from '@open-wc/testing';
import type { Connection, Field, FieldValue } from '#contract';
import type { FormEvent, FormState } from '../../../widget/state/form-state.ts';
import {
  fieldErrors,
  formStateOf,
  missesPattern,
  nextFormState,
  patchOf,
  shownFields,
  visibleErrors,
} from '../../../widget/state/form-state.ts';
import { aField, aFieldsConnection } from '../../support/widget-server.ts';

const savedSecret = aField({ key: 'token', type: 'password', secret: true, set: true });

function aForm(fields: Field[], ...events: FormEvent[]): { connection: Connection; state: FormState } {
  const connection = aFieldsConnection({ fields });
  return { connection, state: events.reduce(nextFormState, formStateOf(connection)) };
}

function patchAfter(field: Field, ...events: FormEvent[]): unknown {
  const { connection, state } = aForm([field], ...events);
  return patchOf(connection, state)[field.key];
}

const input = (key: string, value: FieldValue): FormEvent => ({ type: 'input', key, value });

describe('patchOf', () => {
  const cases: readonly (readonly [string, Field, FormEvent[], unknown])[] = [
    ['leaves an untouched field out', aField({ value: 'a', set: true }), [], undefined],
    [
      'leaves a field out that was typed back',
      aField({ value: 'a', set: true }),
      [input('bucket', 'b'), input('bucket', 'a')],
      undefined,
    ],
    ['replaces what was changed, trimmed', aField(), [input('bucket', ' b\n')], { op: 'replace', value: 'b' }],
    ['clears what was emptied', aField({ value: 'a', set: true }), [input('bucket', '')], { op: 'clear' }],
    ['leaves a saved secret out (H06)', savedSecret, [], undefined],
    ['leaves a secret out whose replacement is blank (H06)', savedSecret, [{ type: 'replace', key: 'token' }], undefined],
    [
      'replaces a secret',
      savedSecret,
      [{ type: 'replace', key: 'token' }, input('token', 'new')],
      { op: 'replace', value: 'new' },
    ],
    [
      'keeps a secret after all',
      savedSecret,
      [{ type: 'replace', key: 'token' }, input('token', 'x'), { type: 'keep', key: 'token' }],
      undefined,
    ],
    ['clears a secret only when told to', savedSecret, [{ type: 'clear', key: 'token' }], { op: 'clear' }],
    [
      'drops blank rows of a list',
      aField({ collection: 'valuelist' }),
      [input('bucket', ['a', ''])],
      { op: 'replace', value: ['a'] },
    ],
    [
      'drops blank rows of a key and value list',
      aField({ collection: 'keyvaluelist' }),
      [
        input('bucket', [
          { key: 'a', value: '1' },
          { key: '', value: '' },
        ]),
      ],
      { op: 'replace', value: [{ key: 'a', value: '1' }] },
    ],
    ['leaves a usable default alone', aField({ value: 'https://api.example' }), [], undefined],
  ];
  for (const [name, field, events, patch] of cases) {
    it(name, () => {
      assert.deepEqual(patchAfter(field, ...events), patch);
    });
  }
});

describe('the form', () => {
  it('shows an error only after the person has left the field', () => {
    const { connection, state } = aForm([aField()]);
    const errors = fieldErrors(connection, state);
    assert.equal(errors.get('bucket'), 'required');
    assert.equal(visibleErrors(connection, state).get('bucket'), undefined);
    const left = nextFormState(state, { type: 'blur', key: 'bucket' });
    assert.equal(visibleErrors(connection, left).get('bucket'), 'required');
  });

  it('shows every error once a save was tried', () => {
    const { connection, state } = aForm([aField(), aField({ key: 'region' })], { type: 'submit' });
    assert.deepEqual(Object.fromEntries(visibleErrors(connection, state)), { bucket: 'required', region: 'required' });
  });

  it('puts the word of the server first and drops it when the value changes', () => {
    const { connection, state } = aForm([aField()], input('bucket', 'x'), {
      type: 'rejected',
      errors: { bucket: 'invalid_host' },
    });
    assert.equal(visibleErrors(connection, state).get('bucket'), 'invalid_host');
    assert.equal(nextFormState(state, input('bucket', 'y')).fields['bucket']?.serverError, undefined);
  });

  it('counts a placeholder as not filled in', () => {
    const { connection, state } = aForm([aField({ value: 'YOUR-DOMAIN' })]);
    assert.equal(fieldErrors(connection, state).get('bucket'), 'placeholder_value');
  });

  it('asks for the new value of a secret that is being replaced', () => {
    const { connection, state } = aForm([savedSecret], { type: 'replace', key: 'token' });
    assert.equal(fieldErrors(connection, state).get('token'), 'required');
  });

  it('neither shows nor requires a field whose condition does not hold', () => {
    const fields = [
      aField({ key: 'mode', value: 'basic', set: true }),
      aField({ showWhen: { field: 'mode', equals: ['expert'] } }),
    ];
    const { connection, state } = aForm(fields);
    assert.deepEqual(
      shownFields(connection, state).map(({ key }) => key),
      ['mode'],
    );
    assert.equal(fieldErrors(connection, state).size, 0);
    expect(shownFields(connection, nextFormState(state, input('mode', 'expert')))).to.have.length(2);
  });

  it('keeps what is being typed when the server tells news, and the revision it was typed on', () => {
    const { connection, state } = aForm(
      [aField({ value: 'old', set: true }), aField({ key: 'region', value: 'eu', set: true })],
      input('bucket', 'mine'),
    );
    const news = {
      ...connection,
      revision: 7,
      fields: [aField({ value: 'theirs', set: true }), aField({ key: 'region', value: 'us', set: true })],
    };
    const next = nextFormState(state, { type: 'refreshed', connection: news });
    assert.equal(next.fields['bucket']?.value, 'mine');
    assert.equal(next.fields['region']?.value, 'us');
    assert.equal(next.revision, 1);
    assert.equal(nextFormState(state, { type: 'refreshed', connection: news, rebase: true }).revision, 7);
  });

  it('forgets a secret as soon as it is saved', () => {
    const { connection, state } = aForm([aField({ key: 'token', secret: true })], input('token', 'hunter2'));
    const saved = { ...connection, revision: 2, fields: [savedSecret] };
    expect(JSON.stringify(nextFormState(state, { type: 'saved', connection: saved }))).not.to.contain('hunter2');
  });

  it('ignores a field that does not exist', () => {
    const { state } = aForm([aField()]);
    assert.equal(nextFormState(state, input('__proto__', 'x')), state);
  });
});

describe('missesPattern', () => {
  const cases: readonly (readonly [string, string | undefined, string, boolean])[] = [
    ['a value that fits', 'xox[bp]-.+', 'xoxb-1', false],
    ['a value that does not fit', 'xox[bp]-.+', 'sk-1', true],
    ['a value that fits only in part', '[0-9]+', 'a1', true],
    ['an empty value', '[0-9]+', '', false],
    ['a pattern that is no expression', '[', 'a', false],
    ['no pattern', undefined, 'a', false],
  ];
  for (const [name, pattern, value, misses] of cases) {
    it(`${misses ? 'warns of' : 'says nothing about'} ${name}`, () => {
      assert.equal(missesPattern(aField(pattern === undefined ? {} : { pattern }), value), misses);
    });
  }
});
