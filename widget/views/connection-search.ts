import type { TemplateResult } from 'lit';
import type { Connection } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** What the search shows, and where typing goes. */
export interface ConnectionSearchOptions {
  readonly query: string;
  /** How many connections there are, and how many of them match. */
  readonly total: number;
  readonly found: number;
  readonly localizer: Localizer;
  readonly onQuery: (query: string) => void;
}

/** Whether a connection is meant by what was typed: every word of it is in its name, in the app's or in the description. */
export function matchesQuery({ label, description = '', component }: Connection, query: string): boolean {
  const text = `${label} ${component.label} ${description}`.toLocaleLowerCase();
  return query
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Makes the search above a long list; see {@link createOnDemand} for why it is handed its parts. */
export function createConnectionSearch({ html, nothing }: SharedParts) {
  const glass = html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3 3" />
  </svg>`;
  return ({ query, total, found, localizer: { t }, onQuery }: ConnectionSearchOptions): TemplateResult => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || query === '') return;
      event.stopPropagation();
      onQuery('');
    };
    const words = found === 0 ? t('search.none', { query }) : t('search.found', { found, total });
    return html`<span class="search-box" role="search">
        ${glass}
        <input
          class="control"
          part="search"
          type="search"
          aria-label=${t('search')}
          placeholder=${t('search')}
          autocomplete="off"
          .value=${query}
          @input=${(event: Event) => onQuery((event.target as HTMLInputElement).value)}
          @keydown=${onKey}
        />
      </span>
      <span class="search-result" role="status">${query === '' ? nothing : words}</span>`;
  };
}
