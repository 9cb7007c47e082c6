import { en } from './en.ts';
import type { Translation, TranslationKey } from './en.ts';

/** Values for the `{name}` slots of a sentence. */
export type TranslationParameters = Readonly<Record<string, string | number>>;

/** One language, ready to use. Immutable: another language is another object, so templates notice the change. */
export interface Localizer {
  /** BCP 47 tag of the words in use, which may be less specific than the one asked for. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** The sentence for a key, in this language or else in English; empty while it is still being fetched. */
  t(key: TranslationKey, parameters?: TranslationParameters): string;
  /** The sentence for a key that came over the wire; undefined when no language knows it. */
  find(key: string, parameters?: TranslationParameters): string | undefined;
  /** "3 minutes ago", "in 2 hours". */
  relativeTime(iso: string, now?: number): string;
  /** Full date and time. */
  dateTime(iso: string): string;
  list(items: readonly string[]): string;
}

const rightToLeft = ' ar arc ckb dv fa he ks ps sd ug ur yi ';

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** The language of a BCP 47 tag: `pt` of `pt-BR`. */
export function languageOf(locale: string): string {
  return locale.replace(/-.*$/, '');
}

/** Makes a {@link Localizer}. @param dictionaries the first that knows a key has the word; after all of them, the English of the first paint. */
export function createLocalizer(locale: string, ...dictionaries: readonly Translation[]): Localizer {
  const known = [...dictionaries, en] as readonly Translation[];
  // Made when first used, since they are slow to make.
  let relative: Intl.RelativeTimeFormat | undefined;
  let absolute: Intl.DateTimeFormat | undefined;
  const find = (key: string, parameters?: TranslationParameters): string | undefined => {
    const sentence = known.find((words) => Object.hasOwn(words, key))?.[key];
    return parameters ? sentence?.replace(/\{(\w+)\}/g, (slot, name: string) => String(parameters[name] ?? slot)) : sentence;
  };
  return {
    locale,
    dir: rightToLeft.includes(` ${languageOf(locale)} `) ? 'rtl' : 'ltr',
    find,
    t: (key, parameters) => find(key, parameters) ?? '',
    relativeTime(iso, now = Date.now()) {
      // To the minute, so that 59.9 minutes are an hour; seconds would be stale as soon as they are shown.
      const seconds = Math.round((Date.parse(iso) - now) / 60_000) * 60;
      const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
      relative ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
      return unit === 'second' ? relative.format(0, unit) : relative.format(Math.round(seconds / size), unit);
    },
    dateTime(iso) {
      absolute ??= new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
      return absolute.format(new Date(iso));
    },
    list: (items) => new Intl.ListFormat(locale).format(items),
  };
}
