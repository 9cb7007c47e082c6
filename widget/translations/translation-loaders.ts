import type { Translation } from './en.ts';

/** The languages that ship, each in a file of its own, with its words as the one export. English is always there. */
export const translationFiles: Readonly<Record<string, () => Promise<Readonly<Record<string, Translation>>>>> = {
  ar: () => import('./ar.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  he: () => import('./he.ts'),
  it: () => import('./it.ts'),
  ja: () => import('./ja.ts'),
  nl: () => import('./nl.ts'),
  pt: () => import('./pt-br.ts'),
};

/** Fetches the words of a language; undefined when it does not ship. Rejects when it cannot be fetched. */
export async function loadTranslation(language: string): Promise<Translation | undefined> {
  const load = Object.hasOwn(translationFiles, language) ? translationFiles[language] : undefined;
  return load && Object.values(await load())[0];
}
