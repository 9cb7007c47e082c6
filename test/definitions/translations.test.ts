import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inLanguage, parseConfig } from '../../server/definitions/index.ts';
import { aConfig, aConfigVar, aFieldsConnection, faultsOf } from './a-config.ts';

const inputs = {
  bucket: { label: 'Bucket', comments: 'Only the name.', placeholder: 'my-bucket' },
  region: {
    label: 'Region',
    model: [
      { label: 'Europe', value: 'eu' },
      { label: 'America', value: 'us' },
    ],
  },
};
const german = {
  label: 'Speicher',
  description: 'Legt Dateien ab.',
  inputs: {
    bucket: { label: 'Behälter', comments: 'Nur der Name.' },
    region: { label: 'Gegend', model: { eu: 'Europa' } },
  },
};
const written = (translations: Record<string, unknown>, members: Record<string, unknown> = {}) =>
  aConfigVar(aFieldsConnection(inputs, { translations }), {}, members);

/** What a person reads. */
function read(configVar: ReturnType<typeof aConfigVar>) {
  const { label, description, definition } = configVar;
  const texts = [...configVar.inputs.values()].map(({ input }) => [
    input.label,
    input.comments,
    input.placeholder,
    input.model?.map((choice) => choice.label),
  ]);
  return { label, description: description || definition.description, app: definition.label, texts };
}

describe('a vendor’s own words in other languages', () => {
  it('stand in for those of the definition, and what they leave out stays', () => {
    assert.deepEqual(read(inLanguage(written({ de: german }), 'de')), {
      label: 'Speicher',
      description: 'Legt Dateien ab.',
      app: 'Speicher',
      texts: [
        ['Behälter', 'Nur der Name.', 'my-bucket', undefined],
        ['Gegend', undefined, undefined, ['Europa', 'America']],
      ],
    });
  });

  it('change nothing else: keys, values and what may be done stay', () => {
    const original = written({ de: german });
    const translated = inLanguage(original, 'de');
    assert.deepEqual(
      translated.inputs.get('region')?.input.model?.map(({ value }) => value),
      ['eu', 'us'],
    );
    assert.equal(translated.definition.connect, original.definition.connect);
    assert.equal(original.label, 'Acme', 'the model is as it was');
    assert.equal(inLanguage(original, 'fr'), original);
  });

  it('are found for a region by its language, those of the region over them, and for a language by any of its regions', () => {
    const configVar = written({ de: german, 'de-AT': { label: 'Lager' }, 'pt-BR': { label: 'Armazenamento' } });
    assert.equal(inLanguage(configVar, 'de-CH').label, 'Speicher');
    assert.equal(inLanguage(configVar, 'de-AT').label, 'Lager');
    assert.equal(inLanguage(configVar, 'de-at').inputs.get('bucket')?.input.label, 'Behälter');
    assert.equal(inLanguage(configVar, 'pt').label, 'Armazenamento');
  });

  it('of a config variable win over its definition’s, and a name it gave itself is not replaced by one of those', () => {
    const own = { label: 'Backups', translations: { fr: { label: 'Sauvegardes', inputs: { bucket: { label: 'Seau' } } } } };
    const configVar = written({ de: german, fr: { label: 'Stockage' } }, own);
    assert.equal(inLanguage(configVar, 'de').label, 'Backups');
    assert.equal(inLanguage(configVar, 'de').inputs.get('bucket')?.input.label, 'Behälter');
    assert.equal(inLanguage(configVar, 'fr').label, 'Sauvegardes');
    assert.equal(inLanguage(configVar, 'fr').definition.label, 'Stockage');
    assert.equal(inLanguage(configVar, 'fr').inputs.get('bucket')?.input.label, 'Seau');
  });

  it('are refused where they are for nothing: a mistake would leave a customer with another language', () => {
    const faults = faultsOf(
      aConfig(
        aFieldsConnection(inputs, {
          translations: {
            'in german': {},
            de: { inputs: { buckett: { label: 'Behälter' }, region: { model: { asia: 'Asien' } } } },
          },
        }),
      ),
    );
    assert.deepEqual(
      faults.map(({ path, code }) => [path.replace('components[0].connections[0].translations', ''), code]),
      [
        ['["in german"]', 'invalid_value'],
        ['.de.inputs.buckett', 'unknown_input'],
        ['.de.inputs.region.model.asia', 'invalid_value'],
      ],
    );
    const misspelled = faultsOf(aConfig(aFieldsConnection(inputs, { translations: { de: { lable: 'Speicher' } } })));
    assert.deepEqual(
      misspelled.map(({ code }) => code),
      ['wrong_shape'],
    );
  });

  it('of a connection written in place are its own', () => {
    const store = { label: 'Store', inputs: { bucket: { label: 'Bucket' } }, translations: { de: { label: 'Speicher' } } };
    const model = parseConfig(aConfig(aFieldsConnection({}), { store }));
    const configVar = model.integrations.get('sync')?.configVars.get('store');
    assert.ok(configVar);
    assert.equal(inLanguage(configVar, 'de').label, 'Speicher');
    assert.equal(inLanguage(configVar, 'de').definition.label, 'Speicher');
  });
});
