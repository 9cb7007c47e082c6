import type { nothing as Nothing, TemplateResult } from 'lit';
import type { Field, FieldValue } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

type Row = string | { key: string; value: string };

/** What a list needs of the field around it. */
export interface ListEditorOptions {
  readonly field: Field;
  readonly value: FieldValue;
  readonly id: string;
  readonly describedBy: string | typeof Nothing;
  readonly invalid: boolean;
  readonly localizer: Localizer;
  readonly onChange: (value: FieldValue) => void;
}

/**
 * Makes the editor of a list of values, or of keys and values: a row each, one to add, each to remove; see {@link createOnDemand} for
 * why it is handed its parts.
 */
export function createListEditor({ html, nothing, icon }: SharedParts) {
  return (options: ListEditorOptions): TemplateResult => {
    const { field, localizer, onChange } = options;
    const pairs = field.collection === 'keyvaluelist';
    const blank: Row = pairs ? { key: '', value: '' } : '';
    const stored = Array.isArray(options.value) ? (options.value as Row[]) : [];
    const rows = stored.length > 0 ? stored : [blank];
    const put = (index: number, row: Row) => onChange(rows.with(index, row) as FieldValue);

    const cell = (index: number, part: 'key' | 'value' | undefined, text: string): TemplateResult => {
      const name = localizer.t('row', { label: field.label, number: index + 1 });
      const column =
        part === undefined ? '' : `, ${part === 'key' ? (field.keyLabel ?? localizer.t('key')) : localizer.t('value')}`;
      return html`<input
        part="input"
        class="control"
        id=${index === 0 && part !== 'value' ? options.id : nothing}
        name=${field.key}
        data-cell=${part ?? 'value'}
        .value=${text}
        type=${field.secret ? 'password' : 'text'}
        aria-label=${name + column}
        aria-describedby=${options.describedBy}
        aria-invalid=${options.invalid ? 'true' : nothing}
        placeholder=${part === 'key' ? (field.keyLabel ?? localizer.t('key')) : (field.placeholder ?? (pairs ? localizer.t('value') : nothing))}
        autocomplete=${field.secret ? 'new-password' : 'off'}
        autocapitalize="off"
        spellcheck="false"
        data-1p-ignore
        data-lpignore="true"
        data-bwignore
        data-form-type="other"
        @input=${(event: InputEvent) => {
          const typed = (event.target as HTMLInputElement).value;
          const row = rows[index];
          put(index, part === undefined || typeof row !== 'object' ? typed : { ...row, [part]: typed });
        }}
      />`;
    };

    return html`<div class="list" role="group" aria-labelledby=${`${options.id}-label`}>
      ${rows.map(
        (row, index) =>
          html`<div class="list-row">
            ${typeof row === 'string' ? cell(index, undefined, row) : [cell(index, 'key', row.key), cell(index, 'value', row.value)]}
            <button
              class="icon-button"
              type="button"
              part="button"
              aria-label=${localizer.t('removeRow', { number: index + 1 })}
              title=${localizer.t('removeRow', { number: index + 1 })}
              @click=${(event: Event) => {
                focusFirstInput(event);
                onChange(rows.toSpliced(index, 1) as FieldValue);
              }}
            >
              ${icon('cross')}
            </button>
          </div>`,
      )}
      <button
        class="button"
        type="button"
        part="button add-button"
        data-look="quiet"
        @click=${(event: Event) => {
          onChange([...rows, blank] as FieldValue);
          void focusLastRow(event);
        }}
      >
        ${icon('plus')}<span>${localizer.t('add')}</span>
      </button>
    </div>`;
  };
}

// The row under the pointer is about to go, and the focus would go with it.
function focusFirstInput(event: Event): void {
  (event.currentTarget as Element).closest('.list')?.querySelector<HTMLElement>('.control')?.focus();
}

async function focusLastRow(event: Event): Promise<void> {
  const list = (event.currentTarget as Element).closest('.list');
  const field = list?.closest<HTMLElement & { updateComplete: Promise<boolean> }>('connection-field');
  await Promise.resolve(); // the form asks for the update in this task
  await field?.updateComplete;
  list?.querySelector<HTMLElement>('.list-row:last-of-type .control')?.focus();
}
