import type { Translation } from './en.ts';

/** The languages that ship, each in a file of its own that is fetched when a page asks for it. English is always there. */
export const translationLoaders: Readonly<Record<string, () => Promise<Translation>>> = {
  ar: async () => (await import('./ar.ts')).ar,
  de: async () => (await import('./de.ts')).de,
};
