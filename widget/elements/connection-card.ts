import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Connection, ConnectionStatus, FailureFacts, Field, Role } from '#contract';
import { ApiError, failureOf, toApiError } from '../api/api-error.ts';
import type { ConnectFlowController } from '../controllers/connect-flow-controller.ts';
import type { ConnectionSurroundings } from '../controllers/connection-surroundings.ts';
import type { FlowPage } from '../controllers/flow-page.ts';
import { FormController } from '../controllers/form-controller.ts';
import type { LogController } from '../controllers/log-controller.ts';
import { ConnectionChangedEvent } from '../events/connection-changed-event.ts';
import { ConnectionConnectedEvent } from '../events/connection-connected-event.ts';
import { ConnectionDisconnectedEvent } from '../events/connection-disconnected-event.ts';
import type { FailedAction } from '../events/connection-failed-event.ts';
import { ConnectionFailedEvent } from '../events/connection-failed-event.ts';
import { ConnectionSavedEvent } from '../events/connection-saved-event.ts';
import type { OnDemand } from '../on-demand.ts';
import type { RedirectReturn } from '../popup/redirect-return.ts';
import type { ConnectFlow } from '../state/connect-flow.ts';
import type { ConnectionContext } from '../state/connection-context.ts';
import { connectionContext } from '../state/connection-context.ts';
import { isDirty, shownFields, visibleError } from '../state/form-state.ts';
import type { Localizer } from '../translations/localizer.ts';
import { appIcon } from '../views/app-icon.ts';
import type { CardActionsOptions } from '../views/card-actions.ts';
import { cardActions, logsButton, saveButton } from '../views/card-actions.ts';
import { facts } from '../views/facts.ts';
import { icon } from '../views/icons.ts';
import { markdown } from '../views/markdown.ts';
import type { Tone } from '../views/message.ts';
import { errorText, message } from '../views/message.ts';
import { statusPill } from '../views/status-pill.ts';
import type { ConnectionField } from './connection-field.ts';

/** What the card has to say about the last thing that was done. Words are made on rendering, in the language of then. */
interface Note {
  readonly tone: Tone;
  /** The status this result speaks of; the note goes when the status does. Absent for what stays true, such as a refusal. */
  readonly about?: ConnectionStatus;
  readonly code?: string;
  readonly content: (localizer: Localizer) => unknown;
  /** What to check about it. */
  readonly facts?: FailureFacts | undefined;
}

/**
 * @summary One connection: who it is with, how it stands, its form, CONNECT, DISCONNECT, test and log.
 * @internal Renders into the shadow root of `<connection-config>` around it, so that the tag's parts and styles apply.
 */
export class ConnectionCard extends LitElement {
  @property({ attribute: false }) connection!: Connection;
  @property({ attribute: false }) page!: FlowPage;
  /** Asks before a DISCONNECT that the person has pressed. */
  @property({ attribute: false }) confirmDisconnect = false;
  @consume({ context: connectionContext, subscribe: true })
  @property({ attribute: false })
  context!: ConnectionContext;

  @state() private note: Note | undefined;
  @state() private confirming = false;
  @state() private busy: 'fetch' | 'test' | 'disconnect' | undefined;
  @state() private showSummary = false;

  readonly #form = new FormController(this);
  #flow: ConnectFlowController | undefined;
  #log: LogController | undefined;
  #waiting: ((connected: boolean) => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Begins a CONNECT; call it inside a click. @returns whether it has ended in a connection. */
  async connect(): Promise<boolean> {
    if (this.connection.connect === 'fields') return this.save();
    // Already there as a rule: the window has to be opened before the first `await`.
    const onDemand = this.context.onDemand ?? (await this.#fetchOnDemand('connect'));
    if (!onDemand) return false;
    const flow = this.#flowController(onDemand);
    if (flow.pending) return this.#ended();
    this.note = undefined;
    this.confirming = false;
    if (!this.#form.validate()) {
      void this.#showErrors();
      return false;
    }
    const ended = this.#ended();
    const { connect } = this.connection;
    flow.start(connect !== 'popup' ? connect : this.context.flow === 'redirect' ? 'redirect' : 'popup');
    return ended;
  }

  /** Goes on with a CONNECT that has come back to this page by a redirect. */
  resume(redirect: RedirectReturn): void {
    const { onDemand } = this.context;
    if (onDemand) void this.#flowController(onDemand).resume(redirect);
  }

  /** Goes on with a CONNECT whose window was opened before this page, or the tag in it, was loaded again. */
  recall(): void {
    const { onDemand } = this.context;
    const flowId = onDemand?.recallFlow(this.page, this.connection.id);
    if (!onDemand || flowId === undefined || this.#flow?.pending || !this.context.can('connect')) return;
    void this.#flowController(onDemand).recall(flowId);
  }

  /** Deletes the credentials, without asking again. @returns whether it is done. */
  async disconnect(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = 'disconnect';
    this.note = undefined;
    try {
      const answer = await this.context.client.disconnect(this.connection.id);
      this.confirming = false;
      this.#changed(answer.connection);
      const { revocation } = answer;
      const tone = revocation === 'unsupported' || revocation === 'unconfirmed' ? 'warning' : 'success';
      this.#report(tone, (localizer) => this.context.onDemand?.revocationText(answer, localizer));
      this.dispatchEvent(new ConnectionDisconnectedEvent({ ...this.#ids, revocation }));
      return true;
    } catch (error) {
      this.#fail('disconnect', toApiError(error));
      return false;
    } finally {
      this.busy = undefined;
      void this.#settled();
    }
  }

  /** Stores what has been typed. @returns whether everything is stored now. */
  async save(): Promise<boolean> {
    if (this.#form.saving) return false;
    const saved = await this.#store();
    if (saved === 'saved') this.#report('success', ({ t }) => t('saved'));
    if (saved === 'unchanged') this.#report('neutral', ({ t }) => t('unchanged'));
    if (saved !== 'failed') void this.#settled();
    return saved !== 'failed';
  }

  /** Shows the errors of the form. @returns whether there are none. */
  validate(): boolean {
    if (!this.context.can('edit') || this.#form.validate()) return true;
    void this.#showErrors();
    return false;
  }

  /** Whether something has been typed and not stored. */
  get dirty(): boolean {
    return this.#form.dirty;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('connection');
    if (!before || !this.note) return;
    const { status, reason } = this.connection;
    // What was said is no longer so, or would hide why the connection is red now.
    const outdated =
      this.note.about === undefined ? reason !== undefined && reason !== before.reason : this.note.about !== status;
    if (!outdated) return;
    this.note = undefined;
    void this.#settled();
  }

  protected override render(): TemplateResult {
    const { connection, context } = this;
    const { localizer } = context;
    const compact = !this.#formStands;
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
          ${compact ? cardActions(this.#actions) : nothing}
          ${logsButton(this, this.#log?.open ?? false, () => void this.#toggleLog())}
        </div>
        ${
          connection.description
            ? html`<div class="description" part="description">
                ${markdown(connection.description, localizer.t('newWindow'))}
              </div>`
            : nothing
        }
        ${facts(connection, localizer)}
        <div class="notes" role="status" aria-live="polite">${this.#notes()}</div>
      </div>
      ${this.confirming ? this.#confirmation() : nothing} ${this.#formSection()} ${this.#logPanel()}
    `;
  }

  // --- what is shown --------------------------------------------------------------------------------------------------

  get #fields(): Field[] {
    return shownFields(this.connection, this.#form.state);
  }

  /** The form is part of the card itself, rather than folded away as settings of something that works. */
  get #formStands(): boolean {
    const { connect, connected } = this.connection;
    return this.connection.fields.length > 0 && (connect === 'fields' || !connected);
  }

  #notes(): unknown {
    const { connection, context } = this;
    const { localizer } = context;
    const pending = this.#flow && context.onDemand?.flowPanel(this.#flow, context.flow, connection.component.label, localizer);
    if (pending) return pending;
    const { note } = this;
    if (note) {
      const more = note.facts && this.#adviceOn(note.facts);
      return message({ tone: note.tone, code: note.code, content: note.content(localizer), more });
    }
    const { reason, warning, scopes, endsAt, endsSoon } = connection;
    const more = connection.advice && this.#adviceOn({ advice: connection.advice });
    if (reason) return message({ tone: 'danger', code: reason, content: this.#errorText(reason), more });
    if (endsSoon && endsAt) {
      return message({ tone: 'warning', content: localizer.t('endsSoon', { time: localizer.dateTime(endsAt) }) });
    }
    if (scopes && scopes.missing.length > 0) {
      return message({ tone: 'warning', content: localizer.t('fact.missingScopes', { scopes: localizer.list(scopes.missing) }) });
    }
    if (warning) return message({ tone: 'warning', content: this.#errorText(warning, warning), more });
    return this.#lacksVendorValue ? message({ tone: 'neutral', content: localizer.t('waitingForVendor') }) : nothing;
  }

  /** A required value is missing that is not in this form, so the person cannot do anything about it. */
  get #lacksVendorValue(): boolean {
    return this.connection.missingFields.some((key) => !this.connection.fields.some((field) => field.key === key));
  }

  get #actions(): CardActionsOptions {
    const { connection, context, busy, confirming, confirmDisconnect } = this;
    return {
      connection,
      context,
      busy: new Set([
        ...(this.#flow?.pending || this.#form.saving || busy === 'fetch' ? (['connect'] as const) : []),
        ...(this.#form.saving ? (['save'] as const) : []),
        ...(busy && busy !== 'fetch' ? [busy] : []),
      ]),
      offersAnotherWay: this.#flow?.flow.name === 'blocked',
      confirming: confirmDisconnect ? confirming : undefined,
      onConnect: () => void this.connect(),
      onTest: () => void this.#test(),
      onDisconnect: () => void (confirmDisconnect ? this.#askToDisconnect() : this.disconnect()),
    };
  }

  #confirmation(): unknown {
    const { connection, context } = this;
    return context.onDemand?.confirmation({
      connection,
      localizer: context.localizer,
      busy: this.busy === 'disconnect',
      onConfirm: () => void this.disconnect(),
      onCancel: () => void this.#stopAsking(),
    });
  }

  #formSection(): TemplateResult | typeof nothing {
    const { connection, context } = this;
    if (connection.fields.length === 0) return nothing;
    const save = saveButton(this.#actions, connection.connect === 'fields' || !this.#formStands);
    const form = html`<form class="form" novalidate @submit=${this.#onSubmit}>
      ${this.#summary()} ${this.#fields.map((field) => this.#field(field))}
      <div class="form-actions">${this.#formStands ? cardActions(this.#actions, save) : save}</div>
    </form>`;
    if (this.#formStands) return html`<div class="form-section">${form}</div>`;
    return html`<details class="form-section settings">
      <summary part="settings-button">${icon('chevron')}<span>${context.localizer.t('settings')}</span></summary>
      ${form}
    </details>`;
  }

  #field(field: Field): TemplateResult {
    const state = this.#form.state.fields[field.key];
    return html`<connection-field
      .field=${field}
      .fieldState=${state}
      .localizer=${this.context.localizer}
      .onDemand=${this.context.onDemand}
      .controlId=${`${encodeURIComponent(this.connection.configVar)}.${encodeURIComponent(field.key)}`}
      .error=${visibleError(this.#form.state, field.key, this.#form.errors)}
      .locked=${!this.context.can('edit')}
      .dispatch=${this.#form.dispatch}
    ></connection-field>`;
  }

  get #wrongFields(): Field[] {
    return this.#fields.filter((field) => visibleError(this.#form.state, field.key, this.#form.errors) !== undefined);
  }

  #summary(): unknown {
    const wrong = this.#wrongFields;
    if (!this.showSummary || wrong.length < 2) return nothing;
    const { localizer, onDemand } = this.context;
    return onDemand?.errorSummary(wrong, localizer, ({ key }) => this.#fieldElement(key)?.focus());
  }

  #logPanel(): unknown {
    if (!this.#log?.open) return nothing;
    const { onDemand, localizer } = this.context;
    return onDemand?.logPanel(this.#log, this.connection, this.#role, localizer);
  }

  // --- what is done ---------------------------------------------------------------------------------------------------

  get #around(): ConnectionSurroundings {
    return { page: () => this.page, context: () => this.context, connection: () => this.connection, failureOf };
  }

  #flowController({ ConnectFlowController }: OnDemand): ConnectFlowController {
    return (this.#flow ??= new ConnectFlowController(this, {
      ...this.#around,
      prepare: () => this.#saveBeforeConnect(),
      onSettled: (flow) => this.#onFlowSettled(flow),
    }));
  }

  // Pressed before it was here, or after fetching it had failed.
  async #fetchOnDemand(action: FailedAction): Promise<OnDemand | undefined> {
    this.busy = 'fetch';
    try {
      return await this.context.fetchOnDemand();
    } catch {
      this.#fail(action, new ApiError('offline'));
      return undefined;
    } finally {
      this.busy = undefined;
    }
  }

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.save();
  };

  async #store(): Promise<'saved' | 'unchanged' | 'failed'> {
    this.note = undefined;
    const outcome = await this.#form.save(this.context.client);
    if (outcome.kind === 'saved') {
      this.showSummary = false;
      this.#changed(outcome.connection);
      this.dispatchEvent(new ConnectionSavedEvent(this.#ids));
      return 'saved';
    }
    if (outcome.kind === 'unchanged') return 'unchanged';
    if (outcome.kind === 'invalid') void this.#showErrors();
    if (outcome.kind === 'failed') this.#fail('save', outcome.error);
    return 'failed';
  }

  async #saveBeforeConnect(): Promise<boolean> {
    return !this.#form.dirty || (await this.#store()) !== 'failed';
  }

  #onFlowSettled(flow: ConnectFlow): void {
    if (flow.name === 'blocked') return void this.#settled();
    if (flow.name === 'entering') return void this.#focusResult();
    if (flow.name === 'connected') {
      this.#changed(flow.connection);
      this.#report('success', ({ t }) => t('connected', { app: this.connection.component.label }));
      this.dispatchEvent(new ConnectionConnectedEvent(this.#ids));
    } else if ('code' in flow) {
      const detail = 'detail' in flow ? flow.detail : undefined;
      this.#note(flow.name === 'failed' ? 'danger' : 'warning', flow.code, { detail, facts: flow.facts });
      this.dispatchEvent(new ConnectionFailedEvent({ action: 'connect', code: flow.code, configVar: this.connection.configVar }));
    } else if (!this.note && !this.showSummary) {
      this.#report('neutral', ({ t }) => t('cancelled'), 'facts' in flow ? flow.facts : undefined);
    }
    for (const resolve of this.#waiting.splice(0)) resolve(flow.name === 'connected');
    void this.#settled();
  }

  #ended(): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #test(): Promise<void> {
    this.note = undefined;
    this.busy = 'test';
    try {
      if (isDirty(this.#form.state) && (await this.#store()) === 'failed') return;
      const result = await this.context.client.test(this.connection.id);
      this.#changed(result.connection);
      if (result.ok) this.#report('success', ({ t }) => t('tested'));
      else this.#note('danger', result.code ?? 'test_failed', { facts: result });
    } catch (error) {
      this.#fail('test', toApiError(error));
    } finally {
      this.busy = undefined;
      void this.#settled();
    }
  }

  async #toggleLog(): Promise<void> {
    const onDemand = this.context.onDemand ?? (await this.#fetchOnDemand('logs'));
    if (!onDemand) return;
    this.#log ??= new onDemand.LogController(this, this.#around);
    this.#log.toggle();
  }

  async #askToDisconnect(): Promise<void> {
    if (this.confirming) return this.#stopAsking();
    if (!this.context.onDemand && !(await this.#fetchOnDemand('disconnect'))) return;
    this.confirming = true;
    this.note = undefined;
    await this.updateComplete;
    // On the harmless answer, so that a second Enter deletes nothing.
    this.querySelector<HTMLElement>('.confirmation [part~=cancel-button]')?.focus();
  }

  async #stopAsking(): Promise<void> {
    this.confirming = false;
    await this.updateComplete;
    this.querySelector<HTMLElement>('[part~=disconnect-button]')?.focus();
  }

  // --- telling --------------------------------------------------------------------------------------------------------

  get #ids(): { connectionId: string; configVar: string } {
    return { connectionId: this.connection.id, configVar: this.connection.configVar };
  }

  #changed(connection: Connection): void {
    this.connection = connection;
    this.dispatchEvent(new ConnectionChangedEvent(connection));
    void this.#log?.refresh();
  }

  #report(tone: Tone, content: Note['content'], facts?: FailureFacts): void {
    this.note = { tone, content, about: this.connection.status, facts };
  }

  #fail(action: FailedAction, error: ApiError): void {
    this.#note('danger', error.code, error);
    this.dispatchEvent(new ConnectionFailedEvent({ action, code: error.code, configVar: this.connection.configVar }));
  }

  #note(
    tone: Tone,
    code: string,
    { detail, requestId, facts }: Partial<Pick<ApiError, 'detail' | 'requestId'>> & { facts?: FailureFacts | undefined },
  ): void {
    const quote = (l: Localizer) => (requestId && !l.find(`error.${code}`) ? ` ${l.t('error.request', { requestId })}` : '');
    this.note = { tone, code, content: (l) => this.#errorText(code, detail) + quote(l), facts };
  }

  #adviceOn(facts: FailureFacts): unknown {
    const { onDemand, localizer } = this.context;
    return onDemand?.adviceList(facts, this.connection.component.label, this.#role, localizer);
  }

  get #role(): Role {
    return this.context.snapshot?.role ?? 'customer';
  }

  #errorText(code: string, detail?: string): string {
    return errorText(this.context.localizer, code, detail, { app: this.connection.component.label });
  }

  #fieldElement(key: string): ConnectionField | undefined {
    return [...this.querySelectorAll('connection-field')].find((element) => element.field.key === key);
  }

  // One wrong field takes the focus itself; several are listed first.
  async #showErrors(): Promise<void> {
    this.showSummary = true;
    const details = this.querySelector('details');
    if (details) details.open = true;
    await this.updateComplete;
    const [wrong] = this.#wrongFields;
    const summary = this.querySelector<HTMLElement>('.form > .message');
    if (summary) summary.focus();
    else if (wrong) this.#fieldElement(wrong.key)?.focus();
  }

  /** From the button that was pressed to what it brought, when that has to be read next; not away from where the person has gone since. */
  async #focusResult(): Promise<void> {
    const hadFocus = this.contains((this.getRootNode() as ShadowRoot).activeElement);
    await this.updateComplete;
    if (hadFocus) this.querySelector<HTMLElement>('.notes .message')?.focus();
  }

  /** After something has ended: if the button that was used is gone, the focus goes to the result instead of to nowhere. */
  async #settled(): Promise<void> {
    const active = (this.getRootNode() as ShadowRoot).activeElement;
    const hadFocus = active !== null && this.contains(active);
    await this.updateComplete;
    const now = (this.getRootNode() as ShadowRoot).activeElement;
    if (!hadFocus || (now !== null && this.contains(now))) return;
    const [result, button] = ['.notes .message', '.header-actions button'].map((next) => this.querySelector<HTMLElement>(next));
    (result ?? button)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-card': ConnectionCard;
  }
}
