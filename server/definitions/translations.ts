import { joinPath, type FaultList } from './definition-error.ts';
import { FrozenMap } from './frozen-map.ts';
import type { ConnectionConfigVar, Input, Translation, Translations } from './model.ts';
import type { WrittenTranslationShape } from './written-schema.ts';

/** Reads a vendor's own words in other languages, and checks that what they are for is there. */
export function parseTranslations(
  written: Readonly<Record<string, WrittenTranslationShape>> | null | undefined,
  inputs: readonly Input[],
  path: string,
  faults: FaultList,
): Translations {
  const entries = Object.entries(written ?? {}).map(([tag, translation]): [string, Translation] => {
    const at = joinPath(path, tag);
    if (!isLanguageTag(tag)) faults.add(at, 'invalid_value', 'Name a language by its BCP 47 tag, for example "de" or "pt-BR".');
    return [tag.toLowerCase(), parseTranslation(translation, inputs, at, faults)];
  });
  return new FrozenMap(entries);
}

/**
 * A config variable in the words of a language, as far as there are any: those of the language, over them those of its region, and the
 * variable's own over its definition's. Without words for `pt` those of `pt-BR` do. @param language BCP 47 tag. @see RFC 4647 section 3.4
 */
export function inLanguage(configVar: ConnectionConfigVar, language: string): ConnectionConfigVar {
  const ofDefinition = wordsFor(configVar.definition.translations, language);
  const own = wordsFor(configVar.translations, language);
  if (ofDefinition.length + own.length === 0) return configVar;
  const { label, description } = Object.assign({}, ...ofDefinition.map(texts)) as Partial<Texts>;
  const definition = { ...configVar.definition, ...given({ label, description }) };
  // A name the variable gave itself is no word of its definition's, in no language.
  const inherited = configVar.label === configVar.definition.label ? given({ label }) : {};
  return {
    ...configVar,
    ...inherited,
    ...(Object.assign({}, ...own.map(texts)) as Partial<Texts>),
    definition,
    inputs: new FrozenMap(
      [...configVar.inputs].map(([key, placed]) => [
        key,
        { ...placed, input: translated(placed.input, [...ofDefinition, ...own]) },
      ]),
    ),
  };
}

type Texts = Pick<Translation, 'label' | 'description'>;

function texts({ label, description }: Translation): Partial<Texts> {
  return given({ label, description });
}

function translated(input: Input, translations: readonly Translation[]): Input {
  return translations.reduce((read, { inputs }) => {
    const words = inputs.get(input.key);
    if (!words) return read;
    const { choices, ...others } = words;
    const model = read.model?.map(({ label, value }) => ({ label: choices?.get(value) ?? label, value }));
    return { ...read, ...others, ...(model ? { model } : {}) };
  }, input);
}

/** From the most general to the most special. */
function wordsFor(translations: Translations, language: string): Translation[] {
  if (translations.size === 0) return [];
  const parts = language.toLowerCase().split('-');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('-'));
  const found = prefixes.flatMap((prefix) => translations.get(prefix) ?? []);
  if (found.length > 0) return found;
  const [relative] = [...translations].filter(([tag]) => tag.startsWith(`${parts[0]}-`));
  return relative ? [relative[1]] : [];
}

function parseTranslation(
  written: WrittenTranslationShape,
  inputs: readonly Input[],
  path: string,
  faults: FaultList,
): Translation {
  const entries = Object.entries(written.inputs ?? {}).map(([key, { model, ...words }]) => {
    const at = joinPath(joinPath(path, 'inputs'), key);
    const input = inputs.find((candidate) => candidate.key === key);
    if (!input) faults.add(at, 'unknown_input', `There is no input "${key}" in this connection.`);
    for (const value of Object.keys(model ?? {})) {
      if (!input || input.model?.some((choice) => choice.value === value)) continue;
      faults.add(joinPath(joinPath(at, 'model'), value), 'invalid_value', `The input "${key}" has no choice "${value}".`);
    }
    return [key, { ...given(words), ...(model ? { choices: new FrozenMap(Object.entries(model)) } : {}) }] as const;
  });
  return { ...given({ label: written.label, description: written.description }), inputs: new FrozenMap(entries) };
}

/** What says something. */
function given<Words extends Readonly<Record<string, string | null | undefined>>>(words: Words): { [K in keyof Words]?: string } {
  return Object.fromEntries(Object.entries(words).filter(([, text]) => text)) as { [K in keyof Words]?: string };
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
