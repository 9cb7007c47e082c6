import type { Context } from 'hono';
import { parseAccept } from 'hono/utils/accept';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type PageWord, type PageWords } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { he } from './he.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import { nl } from './nl.ts';
import { ptBr } from './pt-br.ts';

/** The languages of the pages, by their BCP 47 tag. */
export const pageLanguages: Readonly<Record<string, PageWords>> = { ar, de, en, es, fr, he, it, ja, nl, pt: ptBr };

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);

/** One language of the pages, ready to use. */
export interface PageLanguage {
  /** BCP 47 tag: always one of ours, whatever was asked for. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** The sentence for a key, in this language or else in English. */
  t(key: PageWord, parameters?: Readonly<Record<string, string>>): string;
}

/**
 * The language of an answer's page: the one the tag was in when the sign-in began, else what the browser asks for (RFC 9110
 * section 12.5.4), else English. A regional one (`de-AT`) is satisfied by its language.
 */
export function pageLanguage(c: Context, chosen?: string | null): PageLanguage {
  const asked = parseAccept(c.req.header('accept-language') ?? '').map(({ type }) => type);
  return firstPageLanguage([...(chosen ? [chosen] : []), ...asked]);
}

/** The first of the wanted languages that there is, else English. @param wanted BCP 47 tags, dearest first. */
export function firstPageLanguage(wanted: readonly string[]): PageLanguage {
  const lang = wanted.map(known).find((found) => found !== undefined) ?? 'en';
  const words = pageLanguages[lang] ?? en;
  return {
    lang,
    dir: rightToLeft.has(lang) ? 'rtl' : 'ltr',
    t: (key, parameters = {}) => (words[key] ?? en[key]).replace(/\{(\w+)\}/g, (slot, name: string) => parameters[name] ?? slot),
  };
}

function known(tag: string): string | undefined {
  const [language = ''] = tag.split('-');
  const names = [tag, language].map((name) => name.toLowerCase());
  return Object.keys(pageLanguages).find((name) => names.includes(name.toLowerCase()));
}
