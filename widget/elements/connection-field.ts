import { html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Field } from '#contract';
import type { OnDemand } from '../on-demand.ts';
import type { FieldState, FormEvent } from '../state/form-state.ts';
import { isHint, missesPattern } from '../state/form-state.ts';
import type { Localizer } from '../translations/localizer.ts';
import { button } from '../views/button.ts';
import { icon } from '../views/icons.ts';
import { link } from '../views/link.ts';
import { markdown } from '../views/markdown.ts';

/**
 * @summary One field of a connection's form: label, control, help, warning and error.
 * @internal Renders into the shadow root of `<connection-config>` around it, so that the tag's parts and styles apply.
 */
export class ConnectionField extends LitElement {
  @property({ attribute: false }) field!: Field;
  @property({ attribute: false }) fieldState!: FieldState;
  @property({ attribute: false }) localizer!: Localizer;
  /** Code of the error to show now. */
  @property({ attribute: false }) error: string | undefined;
  /** Shows the value as text; nothing can be edited. */
  @property({ attribute: false }) locked = false;
  /** Has the editor of lists; absent until it has been fetched. */
  @property({ attribute: false }) onDemand: OnDemand | undefined;
  /** Id of the control, unique in the tag. */
  @property({ attribute: false }) controlId = '';
  /** Where edits go. A function and no event, since an event would carry what is typed through the page. */
  @property({ attribute: false }) dispatch: (event: FormEvent) => void = () => undefined;

  @state() private revealed = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Puts the focus on the control, or on what stands in for it. */
  override focus(options?: FocusOptions): void {
    this.querySelector<HTMLElement>('input, select, textarea, button')?.focus(options);
  }

  protected override render(): TemplateResult {
    const { field } = this;
    const boolean = field.type === 'boolean';
    return html`<div class="field" part="field" data-key=${field.key} data-kind=${boolean ? 'switch' : nothing}>
      ${boolean && !this.locked ? html`<div class="switch-row">${this.#control()} ${this.#label()}</div>` : html`${this.#label()} ${this.#control()}`}
      ${this.#help()} ${this.#warning()} ${this.#errorText()}
    </div>`;
  }

  get #saved(): boolean {
    return this.field.secret && this.field.set && !this.fieldState.replacing;
  }

  #label(): TemplateResult {
    const { field, localizer } = this;
    const optional =
      field.required || field.type === 'boolean' || this.locked
        ? nothing
        : html` <span class="optional">${localizer.t('optional')}</span>`;
    const id = `${this.controlId}-label`;
    // A label needs a control to point at; a saved secret and a locked field have none.
    const named = !this.locked && !this.#saved && field.collection === undefined;
    return named
      ? html`<label class="label" part="label" id=${id} for=${this.controlId}><bdi>${field.label}</bdi>${optional}</label>`
      : html`<span class="label" part="label" id=${id}><bdi>${field.label}</bdi>${optional}</span>`;
  }

  #control(): TemplateResult {
    const { field, fieldState, localizer } = this;
    if (this.#saved) return this.#savedSecret();
    if (this.locked) return html`<div class="locked" part="input">${this.#lockedValue()}</div>`;
    if (field.collection !== undefined) {
      return html`<div @focusout=${this.#onListBlur}>
        ${this.onDemand?.listEditor({
          field,
          localizer,
          value: fieldState.value,
          id: this.controlId,
          describedBy: this.#describedBy,
          invalid: this.error !== undefined,
          onChange: (value) => this.dispatch({ type: 'input', key: field.key, value }),
        })}
      </div>`;
    }
    if (field.type === 'boolean') return this.#switch();
    if (field.model) return this.#select(field.model);
    if (field.secret) return this.#secretInput();
    return field.type === 'text' || field.type === 'data' ? this.#textarea(false) : this.#textInput();
  }

  #textInput(): TemplateResult {
    const { field, fieldState } = this;
    return html`<input
      class="control"
      part="input"
      id=${this.controlId}
      name=${field.key}
      type="text"
      .value=${String(fieldState.value)}
      placeholder=${this.#placeholder}
      aria-describedby=${this.#describedBy}
      aria-invalid=${this.error ? 'true' : nothing}
      aria-required=${field.required ? 'true' : nothing}
      autocomplete="off"
      autocapitalize="off"
      autocorrect="off"
      spellcheck="false"
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-form-type="other"
      @input=${this.#onInput}
      @blur=${this.#onBlur}
    />`;
  }

  #textarea(masked: boolean): TemplateResult {
    const { field, fieldState } = this;
    return html`<textarea
      class="control"
      part="input"
      id=${this.controlId}
      name=${field.key}
      rows="4"
      data-masked=${masked ? '' : nothing}
      .value=${field.secret ? nothing : String(fieldState.value)}
      placeholder=${this.#placeholder}
      aria-describedby=${this.#describedBy}
      aria-invalid=${this.error ? 'true' : nothing}
      aria-required=${field.required ? 'true' : nothing}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-form-type="other"
      @input=${this.#onInput}
      @blur=${this.#onBlur}
    ></textarea>`;
  }

  // Not bound to the state: what is typed into a secret lives in the control and is never written back by a render.
  #secretInput(): TemplateResult {
    const { field, localizer, fieldState } = this;
    const multiline = field.type === 'text' || field.type === 'data';
    const toggle = localizer.t(this.revealed ? 'secret.hide' : 'secret.show');
    return html`<div class="secret">
        ${
          multiline
            ? this.#textarea(!this.revealed)
            : html`<input
                class="control"
                part="input"
                id=${this.controlId}
                name=${field.key}
                type=${this.revealed ? 'text' : 'password'}
                placeholder=${this.#placeholder}
                aria-describedby=${this.#describedBy}
                aria-invalid=${this.error ? 'true' : nothing}
                aria-required=${field.required ? 'true' : nothing}
                autocomplete="new-password"
                autocapitalize="off"
                spellcheck="false"
                data-1p-ignore
                data-lpignore="true"
                data-bwignore
                data-form-type="other"
                @input=${this.#onInput}
                @blur=${this.#onBlur}
              />`
        }
        <button
          class="icon-button reveal"
          type="button"
          part="button"
          aria-pressed=${this.revealed ? 'true' : 'false'}
          aria-label=${`${localizer.t('secret.show')}: ${field.label}`}
          title=${toggle}
          @click=${() => (this.revealed = !this.revealed)}
        >
          ${icon(this.revealed ? 'eyeOff' : 'eye')}
        </button>
      </div>
      ${
        fieldState.replacing
          ? button({ label: localizer.t('secret.keep'), part: 'keep-button', look: 'quiet', onClick: () => this.#change('keep') })
          : nothing
      }`;
  }

  #savedSecret(): TemplateResult {
    const { field, fieldState, localizer } = this;
    const { t } = localizer;
    const { cleared } = fieldState;
    const words = cleared
      ? t('secret.willClear')
      : field.updatedAt
        ? t('secret.savedAt', { time: localizer.relativeTime(field.updatedAt) })
        : t('secret.saved');
    const act = (label: string, accessibleLabel: string, part: string, type: 'replace' | 'keep' | 'clear') =>
      button({ label, accessibleLabel, part, look: 'quiet', onClick: () => this.#change(type) });
    return html`<div class="saved-secret" role="group" aria-labelledby=${`${this.controlId}-label`} ?data-cleared=${cleared}>
      <span class="saved-words">${icon(cleared ? 'cross' : 'lock')}<span>${words}</span></span>
      ${
        this.locked
          ? nothing
          : html`<span class="saved-actions">
              ${
                cleared
                  ? act(t('secret.keep'), t('secret.keep'), 'keep-button', 'keep')
                  : [
                      act(t('secret.replace'), t('secret.replaceLabel', { label: field.label }), 'replace-button', 'replace'),
                      field.required
                        ? nothing
                        : act(t('secret.clear'), t('secret.clearLabel', { label: field.label }), 'clear-button', 'clear'),
                    ]
              }
            </span>`
      }
    </div>`;
  }

  #switch(): TemplateResult {
    const { field, fieldState } = this;
    return html`<input
      class="switch"
      part="input"
      id=${this.controlId}
      name=${field.key}
      type="checkbox"
      role="switch"
      .checked=${fieldState.value === 'true'}
      aria-describedby=${this.#describedBy}
      aria-invalid=${this.error ? 'true' : nothing}
      @change=${(event: Event) => this.dispatch({ type: 'input', key: field.key, value: String((event.target as HTMLInputElement).checked) })}
      @blur=${this.#onBlur}
    />`;
  }

  #select(choices: NonNullable<Field['model']>): TemplateResult {
    const { field, fieldState, localizer } = this;
    const empty = !choices.some(({ value }) => value === '');
    return html`<span class="select">
      <select
        class="control"
        part="input"
        id=${this.controlId}
        name=${field.key}
        aria-describedby=${this.#describedBy}
        aria-invalid=${this.error ? 'true' : nothing}
        aria-required=${field.required ? 'true' : nothing}
        @change=${this.#onInput}
        @blur=${this.#onBlur}
      >
        ${
          empty
            ? html`<option value="" .selected=${fieldState.value === ''} ?hidden=${field.required}>
                ${localizer.t(field.required ? 'choose' : 'none')}
              </option>`
            : nothing
        }
        ${choices.map(({ label, value }) => html`<option value=${value} .selected=${fieldState.value === value}>${label}</option>`)}
      </select>
      ${icon('chevron')}
    </span>`;
  }

  #lockedValue(): unknown {
    const { field, localizer } = this;
    const { value } = this.fieldState;
    if (field.secret || value.length === 0) return html`<span class="unset">${localizer.t('notSet')}</span>`;
    if (field.type === 'boolean') return localizer.t(value === 'true' ? 'yes' : 'no');
    if (field.model) return field.model.find((choice) => choice.value === value)?.label ?? value;
    if (typeof value === 'string') return value;
    return localizer.list(value.map((row) => (typeof row === 'string' ? row : `${row.key}: ${row.value}`)));
  }

  #help(): TemplateResult | typeof nothing {
    const { field, localizer } = this;
    const example =
      field.example && field.example !== this.#placeholder && !this.locked
        ? localizer.t('example', { example: field.example })
        : undefined;
    if (!field.help && !field.helpUrl && !example) return nothing;
    const hint = localizer.t('newWindow');
    return html`<div class="help" part="help" id=${`${this.controlId}-help`}>
      ${field.help ? markdown(field.help, hint) : nothing} ${example ? html`<p>${example}</p>` : nothing}
      ${field.helpUrl ? html`<p>${link(field.helpUrl, localizer.t('learnMore'), hint)}</p>` : nothing}
    </div>`;
  }

  #warning(): TemplateResult | typeof nothing {
    if (this.error || !this.#warns) return nothing;
    return html`<p class="warning" part="warning" id=${`${this.controlId}-warning`}>
      ${icon('alert')}<span>${this.field.patternMessage ?? this.localizer.t('field.pattern')}</span>
    </p>`;
  }

  #errorText(): TemplateResult | typeof nothing {
    const { error, field, localizer } = this;
    if (error === undefined) return nothing;
    const slots = { min: field.min ?? '', max: field.max ?? '' };
    return html`<p class="error" part="error" id=${`${this.controlId}-error`}>
      ${icon('alert')}<span
        >${localizer.find(`field.${error}`, slots) ?? localizer.find(`error.${error}`) ?? localizer.t('field.invalid')}</span
      >
    </p>`;
  }

  get #warns(): boolean {
    return this.fieldState.touched && !this.locked && missesPattern(this.field, this.fieldState.value);
  }

  get #placeholder(): string | typeof nothing {
    const { field } = this;
    return (isHint(field) ? String(field.value) : field.placeholder) ?? nothing;
  }

  get #describedBy(): string | typeof nothing {
    const { field } = this;
    const ids: string[] = [];
    if (field.help || field.helpUrl || field.example) ids.push(`${this.controlId}-help`);
    if (this.error) ids.push(`${this.controlId}-error`);
    else if (this.#warns) ids.push(`${this.controlId}-warning`);
    return ids.length > 0 ? ids.join(' ') : nothing;
  }

  readonly #onInput = (event: Event): void => {
    this.dispatch({ type: 'input', key: this.field.key, value: (event.target as HTMLInputElement).value });
  };

  readonly #onBlur = (): void => {
    this.dispatch({ type: 'blur', key: this.field.key });
  };

  // A list is left when the focus goes outside of it, not from row to row.
  readonly #onListBlur = (event: FocusEvent): void => {
    if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) this.#onBlur();
  };

  async #change(type: 'replace' | 'keep' | 'clear'): Promise<void> {
    this.revealed = false;
    this.dispatch({ type, key: this.field.key });
    await Promise.resolve(); // the card renders in this microtask and hands the new state down
    await this.updateComplete;
    this.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-field': ConnectionField;
  }
}
