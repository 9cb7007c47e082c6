import type { TemplateResult } from 'lit';
import type { Connection, Role } from '#contract';
import type { LogController } from '../controllers/log-controller.ts';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';
import { createLogEntry } from './log-entry.ts';

/** Makes the log's template; see {@link createOnDemand} for why it is handed its parts. */
export function createLogPanel(shared: SharedParts) {
  const { html, nothing, button, icon, message, errorText } = shared;
  const logEntry = createLogEntry(shared);

  // The words "nothing has happened" would be untrue before the answer is here.
  const isEmpty = ({ entries, loading, error }: LogController) => entries.length === 0 && !loading && !error;

  const bar = (log: LogController, { t }: Localizer): TemplateResult | typeof nothing =>
    log.entries.length === 0 && !log.problemsOnly && !log.loading
      ? nothing
      : html`<div class="log-bar">
          <label class="log-filter">
            <input
              type="checkbox"
              part="problems-only"
              .checked=${log.problemsOnly}
              @change=${({ target }: Event) => void log.filter((target as HTMLInputElement).checked)}
            />
            ${t('logs.problems')}
          </label>
          ${
            log.entries.length === 0
              ? nothing
              : button({ label: t('logs.copy'), part: 'copy-log-button', look: 'quiet', onClick: () => void log.copyReport() })
          }
        </div>`;

  // There from the start, so that what is put into it is read out.
  const said = ({ copied, problemsOnly, loading, entries }: LogController, { t }: Localizer): TemplateResult =>
    html`<p class="log-said" role="status">
      ${
        copied
          ? html`<span>${t(copied.worked ? 'logs.copied' : 'logs.copyByHand')}</span>`
          : problemsOnly && !loading
            ? html`<span class="visually-hidden">${t('logs.count', { count: entries.length })}</span>`
            : nothing
      }
    </p>`;

  const report = ({ copied }: LogController, { t }: Localizer): unknown =>
    copied && !copied.worked
      ? html`<textarea
          class="log-report"
          part="log-report"
          readonly
          dir="ltr"
          rows="6"
          aria-label=${t('logs.copy')}
          .value=${copied.report}
          @focus=${selectAll}
        ></textarea>`
      : nothing;

  const skeleton = html`<div class="log-skeleton" aria-hidden="true">
    <span class="bone"></span><span class="bone wide"></span><span class="bone"></span>
  </div>`;

  const failure = (log: LogController, { component }: Connection, localizer: Localizer): TemplateResult | typeof nothing => {
    if (!log.error) return nothing;
    const { code, detail } = log.error;
    const again = button({ label: localizer.t('retry'), part: 'retry-button', look: 'quiet', onClick: () => void log.retry() });
    const content = errorText(localizer, code, detail, { app: component.label });
    return html`<div class="log-failure" role="alert">${message({ tone: 'danger', code, content, actions: again })}</div>`;
  };

  const empty = ({ problemsOnly }: LogController, { t }: Localizer): TemplateResult =>
    html`<p class="log-empty">
      ${icon(problemsOnly ? 'check' : 'clock')} ${t(problemsOnly ? 'logs.noProblems' : 'logs.empty')}
    </p>`;

  const older = (log: LogController, { t }: Localizer): TemplateResult =>
    button({
      label: t('logs.more'),
      part: 'older-button',
      look: 'quiet',
      busy: log.loading,
      onClick: ({ currentTarget }) => void showOlder(log, currentTarget as HTMLElement),
    });

  return (log: LogController, connection: Connection, role: Role, localizer: Localizer): TemplateResult => {
    const { entries, loading, error } = log;
    return html`<section
      class="logs"
      part="logs"
      aria-label=${localizer.t('logsOf', { label: connection.label })}
      aria-busy=${loading}
    >
      ${bar(log, localizer)} ${said(log, localizer)} ${report(log, localizer)}
      ${
        entries.length === 0
          ? nothing
          : html`<ol class="log-entries">
              ${entries.map((entry) => logEntry(entry, log, connection, role, localizer))}
            </ol>`
      }
      ${loading && entries.length === 0 ? skeleton : nothing} ${isEmpty(log) ? empty(log, localizer) : nothing}
      ${failure(log, connection, localizer)} ${log.hasMore && !error ? older(log, localizer) : nothing}
    </section>`;
  };
}

/** The focus goes on to what has come, since the button it was on may be gone. */
async function showOlder(log: LogController, pressed: HTMLElement): Promise<void> {
  const panel = pressed.closest('.logs');
  const brought = await log.more();
  await log.shown();
  if (brought > 0) panel?.querySelectorAll<HTMLElement>('summary')[log.entries.length - brought]?.focus();
}

function selectAll({ currentTarget }: Event): void {
  (currentTarget as HTMLTextAreaElement).select();
}
