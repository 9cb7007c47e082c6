import type { TemplateResult } from 'lit';
import type { LogEntry, LogSeverity } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';
import { adviceText } from './advice-list.ts';
import type { IconName } from './icons.ts';

/** What the panel shows. */
export interface LogPanelState {
  /** Name of the connection. */
  readonly label: string;
  /** Name of the third party. */
  readonly app: string;
  readonly entries: readonly LogEntry[];
  readonly loading: boolean;
  /** The sentence of a failure. */
  readonly error: string | undefined;
  /** There are older entries. */
  readonly more: boolean;
}

const icons: Record<LogSeverity, IconName> = { info: 'info', warn: 'alert', error: 'alert' };

/** Makes the log's template; see {@link createOnDemand} for why it is handed its parts. */
export function createLogPanel({ html, nothing, icon }: SharedParts) {
  // The person's language first; the server's own sentence, in English, for a code this version does not know.
  const sentence = ({ code, message }: LogEntry, app: string, { find }: Localizer): string =>
    find(`log.${code}`, { app }) ?? find(`error.${code}`, { app }) ?? message;
  const row = (entry: LogEntry, app: string, localizer: Localizer): TemplateResult =>
    html`<li class="log-entry" data-severity=${entry.severity} data-code=${entry.code}>
      <span class="log-icon" title=${localizer.t(`severity.${entry.severity}`)}>${icon(icons[entry.severity])}</span>
      <span class="visually-hidden">${localizer.t(`severity.${entry.severity}`)}:</span>
      <span class="log-text">${sentence(entry, app, localizer)}${advice(entry, app, localizer)}${details(entry)}</span>
      <time datetime=${entry.at} title=${localizer.dateTime(entry.at)}>${localizer.relativeTime(entry.at)}</time>
    </li>`;
  const advice = ({ providerCode, advice: checks = [] }: LogEntry, app: string, localizer: Localizer) =>
    providerCode === undefined && checks.length === 0
      ? nothing
      : html`<span class="log-details"
          >${providerCode === undefined ? nothing : html`<code>${providerCode}</code>`}
          ${checks.map((one) => html`<span class="log-advice">${adviceText(one, app, localizer)}</span>`)}</span
        >`;
  const details = ({ details }: LogEntry) =>
    details && Object.keys(details).length > 0
      ? html`<span class="log-details"
          >${Object.entries(details).map(([name, value]) => html`<code>${name}: ${value}</code> `)}</span
        >`
      : nothing;

  const skeleton = html`<div class="log-skeleton" aria-hidden="true">
    <span class="bone"></span><span class="bone"></span><span class="bone"></span>
  </div>`;
  const older = (state: LogPanelState, { t }: Localizer, onMore: () => void): TemplateResult =>
    html`<button class="button" type="button" part="button" data-look="quiet" aria-disabled=${state.loading} @click=${onMore}>
      <span>${t('logs.more')}</span>
    </button>`;

  return (state: LogPanelState, localizer: Localizer, onMore: () => void): TemplateResult => {
    const { entries, loading, error } = state;
    const note = error ?? (entries.length === 0 && !loading ? localizer.t('logs.empty') : undefined);
    return html`<section
      class="logs"
      part="logs"
      aria-label=${localizer.t('logsOf', { label: state.label })}
      aria-busy=${loading}
    >
      ${loading && entries.length === 0 ? skeleton : nothing}
      ${
        entries.length > 0
          ? html`<ol class="log-entries">
              ${entries.map((entry) => row(entry, state.app, localizer))}
            </ol>`
          : nothing
      }
      ${note === undefined ? nothing : html`<p class="log-note">${note}</p>`}
      ${state.more ? older(state, localizer, onMore) : nothing}
    </section>`;
  };
}
