import type { ConnectionField } from '../elements/connection-field.ts';
import type { SharedParts } from '../on-demand.ts';
import { missesPattern } from '../state/form-state.ts';
import { createListEditor } from './list-editor.ts';

const actions = {
  replace: { part: 'replace-button', label: 'secret.replace', named: 'secret.replaceLabel' },
  clear: { part: 'clear-button', label: 'secret.clear', named: 'secret.clearLabel' },
  keep: { part: 'keep-button', label: 'secret.keep', named: 'secret.keep' },
} as const;

/** Makes the rarer controls of a field, and what it shows only once somebody edits it; see {@link createOnDemand} for why it is handed its parts. */
export function createFieldParts(shared: SharedParts) {
  const { html, nothing, icon, button } = shared;
  const listEditor = createListEditor(shared);

  const warns = ({ field, fieldState, locked }: ConnectionField): boolean =>
    fieldState.touched && !locked && missesPattern(field, fieldState.value);

  const words = ({ error, field, localizer }: ConnectionField): string => {
    const slots = { min: field.min ?? '', max: field.max ?? '' };
    const limit = error === 'too_short' ? field.min : field.max;
    const form = limit === undefined ? undefined : new Intl.PluralRules(localizer.locale).select(limit);
    return (
      localizer.find(`field.${error}.${form}`, slots) ??
      localizer.find(`field.${error}`, slots) ??
      localizer.find(`error.${error}`) ??
      localizer.t('field.invalid')
    );
  };

  const act = (element: ConnectionField, type: keyof typeof actions, named: boolean): unknown => {
    const { t } = element.localizer;
    const { part, label, named: accessible } = actions[type];
    const accessibleLabel = t(named ? accessible : label, { label: element.field.label });
    return button({ label: t(label), accessibleLabel, part, look: 'quiet', onClick: () => void element.change(type) });
  };

  const savedSecret = (element: ConnectionField): unknown => {
    const { field, fieldState, localizer, controlId, locked } = element;
    const { cleared } = fieldState;
    const time = field.updatedAt && localizer.relativeTime(field.updatedAt);
    const words = cleared ? 'secret.willClear' : time ? 'secret.savedAt' : 'secret.saved';
    const actions = cleared
      ? act(element, 'keep', true)
      : [act(element, 'replace', true), field.required ? nothing : act(element, 'clear', true)];
    return html`<div class="saved-secret" role="group" aria-labelledby=${`${controlId}-label`} ?data-cleared=${cleared}>
      <span class="saved-words">
        ${icon(cleared ? 'cross' : 'lock')}<span>${localizer.t(words, { time: time ?? '' })}</span>
      </span>
      ${locked ? nothing : html`<span class="saved-actions">${actions}</span>`}
    </div>`;
  };

  const lockedValue = ({ field, fieldState, localizer }: ConnectionField): unknown => {
    const { value } = fieldState;
    if (field.secret || value.length === 0) return html`<span class="unset">${localizer.t('notSet')}</span>`;
    if (field.type === 'boolean') return localizer.t(value === 'true' ? 'yes' : 'no');
    if (field.model) return field.model.find((choice) => choice.value === value)?.label ?? value;
    if (typeof value === 'string') return value;
    return localizer.list(value.map((row) => (typeof row === 'string' ? row : `${row.key}: ${row.value}`)));
  };

  const list = (element: ConnectionField): unknown => {
    const { field, fieldState, localizer, controlId, error, dispatch } = element;
    const editor = listEditor({
      field,
      localizer,
      value: fieldState.value,
      id: controlId,
      describedBy: element.describedBy,
      invalid: error !== undefined,
      onChange: (value) => dispatch({ type: 'input', key: field.key, value }),
    });
    // A list is left when the focus goes outside of it, not from row to row.
    const onLeave = ({ currentTarget, relatedTarget }: FocusEvent) => {
      if (!(currentTarget as Element).contains(relatedTarget as Node | null)) element.onBlur();
    };
    return html`<div @focusout=${onLeave}>${editor}</div>`;
  };

  const toggle = (element: ConnectionField): unknown => {
    const { field, fieldState, controlId, dispatch } = element;
    const onChange = ({ target }: Event) =>
      dispatch({ type: 'input', key: field.key, value: String((target as HTMLInputElement).checked) });
    return html`<input
      class="switch"
      part="input"
      id=${controlId}
      name=${field.key}
      type="checkbox"
      role="switch"
      .checked=${fieldState.value === 'true'}
      aria-describedby=${element.describedBy}
      aria-invalid=${element.error ? 'true' : nothing}
      @change=${onChange}
      @blur=${element.onBlur}
    />`;
  };

  return {
    /** Whether the value is doubted. */
    warns,

    /** What is wrong with the value or, else, what may be. */
    doubts(element: ConnectionField): unknown {
      const { controlId, error, field, localizer } = element;
      if (error !== undefined)
        return html`<p class="error" part="error" id=${`${controlId}-error`}>${icon('alert')}<span>${words(element)}</span></p>`;
      if (!warns(element)) return nothing;
      return html`<p class="warning" part="warning" id=${`${controlId}-warning`}>
        ${icon('alert')}<span>${field.patternMessage ?? localizer.t('field.pattern')}</span>
      </p>`;
    },

    /** A saved secret, a value that cannot be edited, a list or a switch. */
    control(element: ConnectionField): unknown {
      if (element.saved) return savedSecret(element);
      if (element.locked) return html`<div class="locked" part="input">${lockedValue(element)}</div>`;
      return element.field.collection === undefined ? toggle(element) : list(element);
    },

    /** Gives up the replacement of a secret. */
    keepButton: (element: ConnectionField): unknown => act(element, 'keep', false),
  };
}
