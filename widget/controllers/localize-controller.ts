import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Translation } from '../translations/en.ts';
import type { Localizer } from '../translations/localizer.ts';
import { createLocalizer, languageOf } from '../translations/localizer.ts';
import { loadTranslation } from '../translations/translation-loaders.ts';

/** What the controller reads from its element. */
export interface LocalizeHost extends ReactiveControllerHost, Element {
  /** BCP 47 tag; empty: the nearest `lang`, else the browser's. */
  readonly locale: string;
  /** The page's own words, by language. They win over ours key by key. */
  readonly translations: Readonly<Record<string, Translation>>;
}

/**
 * Keeps the words of one element in the language of its surroundings. Until a language has arrived the words before it stay, so
 * nothing flickers; a language that cannot be loaded leaves English.
 */
export class LocalizeController implements ReactiveController {
  /** The language in use now. */
  current: Localizer = createLocalizer('en');
  readonly #host: LocalizeHost;
  #onDemand: Translation = {};
  #wanted = 'en';
  #words: Readonly<Record<string, Translation>> = {};

  constructor(host: LocalizeHost) {
    this.#host = host;
    host.addController(this);
  }

  /** BCP 47 tag of the language that is asked for, whether or not there are words in it. */
  get wanted(): string {
    return canonical(wantedLocale(this.#host));
  }

  hostUpdate(): void {
    const { wanted } = this;
    if (wanted === this.#wanted && this.#words === this.#host.translations) return;
    this.#wanted = wanted;
    this.#words = this.#host.translations;
    void this.#load(wanted, this.#words);
  }

  /** Takes in the English words for what is said after the first paint. */
  async complete(words: Translation): Promise<void> {
    this.#onDemand = words;
    await this.#load(this.#wanted, this.#words);
  }

  async #load(locale: string, words: Readonly<Record<string, Translation>>): Promise<void> {
    const localizer = await loadLocalizer(locale, words, this.#onDemand);
    if (locale !== this.#wanted || words !== this.#words) return; // another language was asked for meanwhile
    this.current = localizer;
    this.#host.requestUpdate();
  }
}

function wantedLocale(host: LocalizeHost): string {
  if (host.locale) return host.locale;
  const declared = host.closest('[lang]')?.getAttribute('lang') || document.documentElement.lang;
  return declared || navigator.language || 'en';
}

async function loadLocalizer(
  wanted: string,
  words: Readonly<Record<string, Translation>>,
  english: Translation,
): Promise<Localizer> {
  const language = languageOf(wanted);
  const shipped = await loadTranslation(language).catch(() => undefined);
  const own = [wanted, language].flatMap((name) => (Object.hasOwn(words, name) ? [words[name] as Translation] : []));
  const known = language === 'en' || shipped !== undefined || own.length > 0;
  return createLocalizer(known ? wanted : 'en', ...own, shipped ?? {}, english);
}

// A page may carry a `lang` that is no valid tag; Intl would throw on it.
function canonical(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
