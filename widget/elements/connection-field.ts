import { html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Field } from '#contract';
import type { OnDemand } from '../on-demand.ts';
import type { FieldState, FormEvent } from '../state/form-state.ts';
import type { Localizer } from '../translations/localizer.ts';
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
  /** What the first paint does without; absent until it has been fetched. */
  @property({ attribute: false }) parts: OnDemand['fieldParts'] | undefined;
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
    return html`<div class="field" part="field" data-key=${field.key} data-kind=${boolean && !this.locked ? 'switch' : nothing}>
      ${boolean && !this.locked ? html`<div class="switch-row">${this.#control()} ${this.#label()}</div>` : html`${this.#label()} ${this.#control()}`}
      ${this.#help()} ${this.parts?.doubts(this)}
    </div>`;
  }

  /** Whether it stands for a secret that the server keeps. */
  get saved(): boolean {
    return this.field.secret && this.field.set && !this.fieldState.replacing;
  }

  #label(): TemplateResult {
    const { field, localizer } = this;
    // Chromium leaves a space out of the name where it is a text node of its own.
    const optional =
      field.required || field.type === 'boolean' || this.locked
        ? nothing
        : html`<span class="optional">${` ${localizer.t('optional')}`}</span>`;
    const id = `${this.controlId}-label`;
    // A label needs a control to point at; a saved secret and a locked field have none.
    const named = !this.locked && !this.saved && field.collection === undefined;
    return named
      ? html`<label class="label" part="label" id=${id} for=${this.controlId}><bdi>${field.label}</bdi>${optional}</label>`
      : html`<span class="label" part="label" id=${id}><bdi>${field.label}</bdi>${optional}</span>`;
  }

  #control(): unknown {
    const { field } = this;
    // Their place is kept while they are fetched, so that nothing jumps.
    if (this.locked || this.saved || field.collection !== undefined || field.type === 'boolean')
      return this.parts?.control(this) ?? html`<div class="place"></div>`;
    if (field.model) return this.#select(field.model);
    if (field.secret) return this.#secretInput();
    return field.type === 'text' || field.type === 'data' ? this.#textarea(false) : this.#input('text', 'off');
  }

  // What is typed into a secret lives in the control and is never written back by a render: it is not bound to the state.
  #input(type: 'text' | 'password', autocomplete: string): TemplateResult {
    const { field, fieldState } = this;
    return html`<input
      class="control"
      part="input"
      id=${this.controlId}
      name=${field.key}
      type=${type}
      .value=${field.secret ? nothing : String(fieldState.value)}
      placeholder=${this.#placeholder}
      aria-describedby=${this.describedBy}
      aria-invalid=${this.error ? 'true' : nothing}
      aria-required=${field.required ? 'true' : nothing}
      autocomplete=${autocomplete}
      autocapitalize="off"
      autocorrect="off"
      spellcheck="false"
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-form-type="other"
      @input=${this.onInput}
      @blur=${this.onBlur}
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
      aria-describedby=${this.describedBy}
      aria-invalid=${this.error ? 'true' : nothing}
      aria-required=${field.required ? 'true' : nothing}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      data-1p-ignore
      data-lpignore="true"
      data-bwignore
      data-form-type="other"
      @input=${this.onInput}
      @blur=${this.onBlur}
    ></textarea>`;
  }

  #secretInput(): TemplateResult {
    const { field, localizer, fieldState, revealed } = this;
    const multiline = field.type === 'text' || field.type === 'data';
    const toggle = localizer.t(revealed ? 'secret.hide' : 'secret.show');
    return html`<div class="secret">
        ${multiline ? this.#textarea(!revealed) : this.#input(revealed ? 'text' : 'password', 'new-password')}
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
      ${fieldState.replacing ? this.parts?.keepButton(this) : nothing}`;
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
        aria-describedby=${this.describedBy}
        aria-invalid=${this.error ? 'true' : nothing}
        aria-required=${field.required ? 'true' : nothing}
        @change=${this.onInput}
        @blur=${this.onBlur}
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

  get #placeholder(): string | typeof nothing {
    return this.field.placeholder ?? nothing;
  }

  /** Ids of what explains the control. */
  get describedBy(): string | typeof nothing {
    const { field } = this;
    const ids: string[] = [];
    if (field.help || field.helpUrl || field.example) ids.push(`${this.controlId}-help`);
    if (this.error) ids.push(`${this.controlId}-error`);
    else if (this.parts?.warns(this)) ids.push(`${this.controlId}-warning`);
    return ids.length > 0 ? ids.join(' ') : nothing;
  }

  /** Takes in what has been typed or chosen. */
  readonly onInput = (event: Event): void => {
    this.dispatch({ type: 'input', key: this.field.key, value: (event.target as HTMLInputElement).value });
  };

  /** The person has left the control. */
  readonly onBlur = (): void => {
    this.dispatch({ type: 'blur', key: this.field.key });
  };

  /** Begins or gives up the replacement of a saved secret, and keeps the focus in the field. */
  async change(type: 'replace' | 'keep' | 'clear'): Promise<void> {
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
