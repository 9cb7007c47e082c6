import type { TemplateResult } from 'lit';
import type { Connection, LogEntry, LogSeverity, Role } from '#contract';
import type { LogController } from '../controllers/log-controller.ts';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';
import { createAdviceList } from './advice-list.ts';
import type { IconName } from './icons.ts';

const icons: Record<LogSeverity, IconName> = { info: 'info', warn: 'alert', error: 'alert' };

/** Makes the template of one log entry, which unfolds to its details; see {@link createOnDemand} for why it is handed its parts. */
export function createLogEntry(shared: SharedParts) {
  const { html, icon } = shared;
  const adviceList = createAdviceList(shared);
  // The person's language first; the server's own sentence, in English, for a code this version does not know.
  const sentence = ({ code, message }: LogEntry, app: string, { find }: Localizer): string =>
    find(`log.${code}`, { app }) ?? find(`error.${code}`, { app }) ?? message;
  const fact = (label: string, value: unknown): TemplateResult =>
    html`<div>
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>`;
  const code = (value: unknown): TemplateResult => html`<code dir="ltr" translate="no">${value}</code>`;

  const facts = (entry: LogEntry, app: string, localizer: Localizer): TemplateResult => {
    const { t, find, dateTime } = localizer;
    return html`<dl class="log-facts">
      ${fact(t('detail.time'), html`<time datetime=${entry.at}>${dateTime(entry.at)}</time>`)}
      ${fact(t('detail.code'), code(entry.code))}
      ${entry.providerCode === undefined ? '' : fact(t('detail.providerCode', { app }), code(entry.providerCode))}
      ${Object.entries(entry.details ?? {}).map(([name, value]) => fact(find(`detail.${name}`) ?? name, code(value)))}
    </dl>`;
  };

  return (entry: LogEntry, log: LogController, { component }: Connection, role: Role, localizer: Localizer): TemplateResult => {
    const { id, at, severity, advice = [] } = entry;
    // Not left to `toggle`, which comes later: by then the element may show another entry.
    const onPress = (event: Event) => {
      event.preventDefault();
      log.fold(id, !(event.currentTarget as HTMLElement).closest('details')?.open);
    };
    return html`<li class="log-entry" data-severity=${severity} data-code=${entry.code}>
      <details ?open=${log.unfolded.has(id)}>
        <summary @click=${onPress}>
          <span class="log-icon" title=${localizer.t(`severity.${severity}`)}>${icon(icons[severity])}</span>
          <span class="log-text"
            ><span class="visually-hidden">${localizer.t(`severity.${severity}`)}: </span
            >${sentence(entry, component.label, localizer)}</span
          >
          <time datetime=${at} title=${localizer.dateTime(at)}>${localizer.relativeTime(at)}</time>
          <span class="log-chevron">${icon('chevron')}</span>
        </summary>
        <div class="log-details">
          ${facts(entry, component.label, localizer)} ${adviceList({ advice }, component.label, role, localizer)}
        </div>
      </details>
    </li>`;
  };
}
