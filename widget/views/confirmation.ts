import type { TemplateResult } from 'lit';
import type { Connection } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** What the question before a DISCONNECT is about, and where its answers go. */
export interface ConfirmationOptions {
  readonly connection: Connection;
  readonly localizer: Localizer;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Makes the question before a DISCONNECT; see {@link createOnDemand} for why it is handed its parts. */
export function createConfirmation({ html, nothing, button }: SharedParts) {
  return ({ connection, localizer: { t }, busy, onConfirm, onCancel }: ConfirmationOptions): TemplateResult => {
    const questionId = `${connection.configVar}-question`;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && !busy) onCancel();
    };
    return html`<div class="confirmation" part="confirmation" role="group" aria-labelledby=${questionId} @keydown=${onKey}>
      <p class="question" id=${questionId}>${t('disconnect.question', { label: connection.label })}</p>
      <p>
        ${t('disconnect.consequence')}
        ${connection.revocable ? t('disconnect.revokes', { app: connection.component.label }) : nothing}
      </p>
      <div class="confirmation-actions">
        ${button({ label: t('disconnect'), part: 'confirm-button', look: 'danger', busy, onClick: onConfirm })}
        ${button({ label: t('cancel'), part: 'cancel-button', look: 'secondary', onClick: onCancel })}
      </div>
    </div>`;
  };
}
