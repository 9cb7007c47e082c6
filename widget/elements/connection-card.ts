import { html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Connection, Field } from '#contract';
import type { CardController } from '../controllers/card-controller.ts';
import type { FailedAction } from '../events/connection-failed-event.ts';
import { ConnectionFailedEvent } from '../events/connection-failed-event.ts';
import type { OnDemand } from '../on-demand.ts';
import type { RedirectReturn } from '../popup/redirect-return.ts';
import type { CardContext } from '../state/connection-context.ts';
import type { FormEvent, FormState } from '../state/form-state.ts';
import { formStateOf, shownFields } from '../state/form-state.ts';
import { appIcon } from '../views/app-icon.ts';
import { button } from '../views/button.ts';
import type { CardActionsOptions } from '../views/card-actions.ts';
import { cardActions, logsButton, saveButton } from '../views/card-actions.ts';
import type { CardPanels } from '../views/card-panels.ts';
import { facts } from '../views/facts.ts';
import { icon } from '../views/icons.ts';
import { markdown } from '../views/markdown.ts';
import { message } from '../views/message.ts';
import { statusPill } from '../views/status-pill.ts';

/** Something that was asked for and waits for, or lacks, the part that can do it. */
interface Wanted {
  readonly action: FailedAction;
  readonly again: () => void;
  readonly state: 'fetching' | 'failed';
}

/**
 * @summary One connection: who it is with, how it stands, its form, CONNECT, DISCONNECT, test and log. What it can do comes in a
 * {@link CardController} that is fetched after the first paint; until then it shows, and remembers what is typed.
 * @internal Renders into the shadow root of `<connection-config>` around it, so that the tag's parts and styles apply.
 */
export class ConnectionCard extends LitElement {
  @property({ attribute: false }) connection!: Connection;
  /** Asks before a DISCONNECT that the person has pressed. */
  @property({ attribute: false }) confirmDisconnect = false;
  @property({ attribute: false })
  context!: CardContext;

  @state() private wanted: Wanted | undefined;

  #controller: CardController | undefined;
  #untouched!: FormState;
  readonly #typed: FormEvent[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Begins a CONNECT; call it inside a click. @returns whether it has ended in a connection. */
  connect(): Promise<boolean> {
    return this.#act('connect', (controller) => controller.connect());
  }

  /** Goes on with a CONNECT that has come back to this page by a redirect. */
  resume(redirect: RedirectReturn): void {
    this.#controller?.resume(redirect);
  }

  /** Goes on with a CONNECT whose window was opened before this page, or the tag in it, was loaded again. */
  recall(): void {
    this.#controller?.recall();
  }

  /** Deletes the credentials, without asking again. @returns whether it is done. */
  disconnect(): Promise<boolean> {
    return this.#act('disconnect', (controller) => controller.disconnect());
  }

  /** Stores what has been typed. @returns whether everything is stored now. */
  save(): Promise<boolean> {
    return this.#act('save', (controller) => controller.save());
  }

  /** Shows the errors of the form. @returns whether there are none, as far as the server has said before the checks are here. */
  validate(): boolean {
    if (!this.context.can('edit')) return true;
    if (this.#controller) return this.#controller.validate();
    this.#typed.push({ type: 'submit' });
    return this.connection.missingFields.length === 0;
  }

  /** Whether something has been typed and not stored. */
  get dirty(): boolean {
    return this.#controller?.form.dirty ?? this.#typed.some(({ type }) => type === 'input' || type === 'clear');
  }

  /** Puts the focus on a field. */
  readonly focusField = (key: string): void => {
    [...this.querySelectorAll('connection-field')].find(({ field }) => field.key === key)?.focus();
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('connection')) this.#untouched = formStateOf(this.connection);
    const { onDemand } = this.context;
    if (onDemand && !this.#controller) this.#start(onDemand);
  }

  protected override render(): TemplateResult {
    const { connection, context } = this;
    const { localizer } = context;
    const panels = this.#controller?.panels;
    return html`
      <div class="card-header">
        ${appIcon(connection)}
        <div class="heading">
          <div class="title-row">
            <h3 class="title" part="title" id=${`${connection.configVar}-title`}><bdi>${connection.label}</bdi></h3>
            ${statusPill(connection.status, localizer)}
          </div>
        </div>
        <div class="header-actions">
          <div class="buttons">${this.#formStands ? nothing : cardActions(this.#actions)}</div>
          ${logsButton(this, this.#controller?.log.open ?? false, this.#toggleLog)}
        </div>
        ${
          connection.description
            ? html`<div class="description" part="description">
                ${markdown(connection.description, localizer.t('newWindow'))}
              </div>`
            : nothing
        }
        ${facts(connection, localizer, panels?.copyable)}
        <div class="notes" role="status" aria-live="polite">${this.#missing() ?? panels?.notes}</div>
      </div>
      ${panels?.confirmation} ${this.#formSection(panels)} ${panels?.log}
    `;
  }

  // --- what is shown --------------------------------------------------------------------------------------------------

  get #form(): FormState {
    return this.#controller?.form.state ?? this.#untouched;
  }

  /** The form is part of the card itself, rather than folded away as settings of something that works. */
  get #formStands(): boolean {
    const { connect, connected } = this.connection;
    return this.connection.fields.length > 0 && (connect === 'fields' || !connected);
  }

  /** What was pressed could not be done, since the part that does it could not be fetched. */
  #missing(): TemplateResult | undefined {
    if (this.wanted?.state !== 'failed') return undefined;
    const { t } = this.context.localizer;
    return message({
      tone: 'danger',
      code: 'offline',
      content: t('error.offline'),
      actions: button({ label: t('retry'), part: 'retry-button', onClick: this.wanted.again }),
    });
  }

  get #actions(): CardActionsOptions {
    const { connection, context, confirmDisconnect } = this;
    const controller = this.#controller;
    return {
      connection,
      context,
      busy: controller?.busy ?? new Set(this.wanted?.state === 'fetching' ? [this.wanted.action] : []),
      signingIn: controller?.signingIn,
      confirming: confirmDisconnect ? (controller?.confirming ?? false) : undefined,
      onConnect: () => void this.connect(),
      onTest: () => void this.#act('test', (controller) => controller.test()),
      onDisconnect: () =>
        void this.#act('disconnect', (controller) =>
          confirmDisconnect ? controller.askToDisconnect() : controller.disconnect(),
        ),
    };
  }

  #formSection(panels: CardPanels | undefined): TemplateResult | typeof nothing {
    const { connection, context } = this;
    if (connection.fields.length === 0) return nothing;
    const save = saveButton(this.#actions, this.dirty);
    const form = html`<form class="form" novalidate @submit=${this.#onSubmit}>
      ${panels?.errorSummary} ${shownFields(connection, this.#form).map((field) => this.#field(field))}
      <div class="form-actions">${this.#formStands ? cardActions(this.#actions, save) : save} ${panels?.formNote}</div>
    </form>`;
    if (this.#formStands) return html`<div class="form-section">${form}</div>`;
    return html`<details class="form-section settings">
      <summary part="settings-button">${icon('chevron')}<span>${context.localizer.t('settings')}</span></summary>
      ${form}
    </details>`;
  }

  #field(field: Field): TemplateResult {
    return html`<connection-field
      .field=${field}
      .fieldState=${this.#form.fields[field.key]}
      .localizer=${this.context.localizer}
      .parts=${this.context.onDemand?.fieldParts}
      .controlId=${`${encodeURIComponent(this.connection.configVar)}.${encodeURIComponent(field.key)}`}
      .error=${this.#controller?.form.visibleErrors.get(field.key)}
      .locked=${!this.context.can('edit')}
      .dispatch=${this.#dispatch}
    ></connection-field>`;
  }

  // --- what is done ---------------------------------------------------------------------------------------------------

  #start(onDemand: OnDemand): CardController {
    return (this.#controller ??= onDemand.createCard(this, this.#typed));
  }

  /** At once where its controller is here, as it is as a rule: a window has to be opened before the first `await`. */
  async #act(action: FailedAction, act: (controller: CardController) => boolean | Promise<boolean>): Promise<boolean> {
    const controller = this.#controller ?? (await this.#fetch(action, () => void this.#act(action, act)));
    return controller ? act(controller) : false;
  }

  // Pressed before it was here, or after fetching it had failed.
  async #fetch(action: FailedAction, again: () => void): Promise<CardController | undefined> {
    this.wanted = { action, again, state: 'fetching' };
    try {
      const controller = this.#start(await this.context.fetchOnDemand());
      this.wanted = undefined;
      return controller;
    } catch {
      this.wanted = { action, again, state: 'failed' };
      this.dispatchEvent(new ConnectionFailedEvent({ action, code: 'offline', configVar: this.connection.configVar }));
      return undefined;
    }
  }

  readonly #dispatch = (event: FormEvent): void => {
    if (this.#controller) return this.#controller.form.dispatch(event);
    this.#typed.push(event);
    // A press wants to be seen to do something; typing is seen by itself.
    if (event.type !== 'input' && event.type !== 'blur') void this.#fetch('save', () => void this.#fetch('save', () => {}));
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.save();
  };

  readonly #toggleLog = (): void => {
    void this.#act('logs', (controller) => controller.toggleLog());
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-card': ConnectionCard;
  }
}
