import type { TemplateResult } from 'lit';
import type { Field } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** Makes the list of wrong fields, each a way to the field; see {@link createOnDemand} for why it is handed its parts. */
export function createErrorSummary({ html, message }: SharedParts) {
  return (wrong: readonly Field[], { t }: Localizer, onChoose: (field: Field) => void): TemplateResult =>
    message({
      tone: 'danger',
      content: html`<p>${t('attention', { count: wrong.length })}</p>
        <ul class="summary" part="error-summary">
          ${wrong.map((field) => html`<li><button type="button" @click=${() => onChoose(field)}>${field.label}</button></li>`)}
        </ul>`,
    });
}
