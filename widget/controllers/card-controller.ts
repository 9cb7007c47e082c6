import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Connection } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import { ConnectionClient } from '../api/client.ts';
import type { FailedAction } from '../events/connection-failed-event.ts';
import type { SharedParts } from '../on-demand.ts';
import type { RedirectReturn } from '../popup/redirect-return.ts';
import { recallFlow } from '../popup/remembered-flow.ts';
import type { ConnectFlow } from '../state/connect-flow.ts';
import type { CardContext } from '../state/connection-context.ts';
import type { FormEvent } from '../state/form-state.ts';
import type { CardPanels, createCardPanels } from '../views/card-panels.ts';
import { createRevocationText } from '../views/revocation-text.ts';
import { CardFocus } from './card-focus.ts';
import { CardNotes } from './card-notes.ts';
import { ConnectFlowController } from './connect-flow-controller.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import type { FlowPage } from './flow-page.ts';
import { FormController } from './form-controller.ts';
import { LogController } from './log-controller.ts';

/** What the controller needs of its card. */
export interface CardHost extends ReactiveControllerHost, HTMLElement {
  connection: Connection;
  readonly context: CardContext;
  readonly focusField: (key: string) => void;
}

/** What the controller is made of. */
export interface CardParts {
  readonly shared: SharedParts;
  readonly page: FlowPage;
  readonly panels: ReturnType<typeof createCardPanels>;
  /** What the person has done to the form before this was here. */
  readonly typed: readonly FormEvent[];
}

/**
 * Everything a card does: CONNECT, DISCONNECT, save, test and log, and what it says about them. The card itself only shows how things
 * stand, so that it can be painted before this has been fetched.
 */
export class CardController implements ReactiveController {
  readonly form: FormController;
  readonly notes: CardNotes;
  readonly log: LogController;
  readonly flow: ConnectFlowController;
  /** The question before a DISCONNECT is open. */
  confirming = false;
  /** Several wrong fields are listed above the form. */
  showsSummary = false;
  readonly #host: CardHost;
  readonly #shared: SharedParts;
  readonly #page: FlowPage;
  readonly #focus: CardFocus;
  readonly #panels: ReturnType<typeof createCardPanels>;
  readonly #revocationText: ReturnType<typeof createRevocationText>;
  #request: 'test' | 'disconnect' | undefined;
  #seen: Connection;
  #waiting: ((connected: boolean) => void)[] = [];

  constructor(host: CardHost, { shared, page, panels, typed }: CardParts) {
    this.#host = host;
    this.#shared = shared;
    this.#page = page;
    this.#seen = host.connection;
    this.#panels = panels;
    this.#revocationText = createRevocationText(shared);
    this.#focus = new CardFocus(host);
    this.notes = new CardNotes(host, shared);
    this.form = new FormController(host, shared.failureOf);
    for (const event of typed) this.form.dispatch(event);
    const around: ConnectionSurroundings = {
      page: () => page,
      client: () => this.#client,
      context: () => host.context,
      connection: () => host.connection,
      failureOf: shared.failureOf,
    };
    this.log = new LogController(host, around);
    this.flow = new ConnectFlowController(host, {
      ...around,
      prepare: () => this.#saveBeforeConnect(),
      onSettled: (flow) => this.#onFlowSettled(flow),
    });
    host.addController(this);
  }

  /** What is under way. */
  get busy(): ReadonlySet<FailedAction> {
    const busy = new Set<FailedAction>(this.#request ? [this.#request] : []);
    if (this.form.saving) busy.add('save');
    if (this.form.saving || this.flow.pending) busy.add('connect');
    return busy;
  }

  /** Whether a CONNECT says itself what there is to do. */
  get signingIn(): boolean {
    return ['authorizing', 'entering', 'confirming', 'blocked'].includes(this.flow.flow.name);
  }

  /** What the card shows of it. */
  get panels(): CardPanels {
    return this.#panels(this, this.#host);
  }

  hostUpdate(): void {
    const before = this.#seen;
    this.#seen = this.#host.connection;
    if (before !== this.#seen && this.notes.reconsider(before)) void this.#focus.settle();
  }

  /** Begins a CONNECT; call it inside a click. @returns whether it has ended in a connection. */
  async connect(): Promise<boolean> {
    const { connect } = this.#host.connection;
    if (connect === 'fields') return this.save();
    if (this.flow.pending) return this.#ended();
    this.notes.clear();
    this.confirming = false;
    if (!this.validate()) return false;
    const ended = this.#ended();
    this.flow.start(connect !== 'popup' ? connect : this.#host.context.flow === 'redirect' ? 'redirect' : 'popup');
    return ended;
  }

  /** Goes on with a CONNECT that has come back to this page by a redirect. */
  resume(redirect: RedirectReturn): void {
    void this.flow.resume(redirect);
  }

  /** Goes on with a CONNECT whose window was opened before this page, or the tag in it, was loaded again. */
  recall(): void {
    const { connection, context } = this.#host;
    const flowId = recallFlow(this.#page, connection.id);
    if (flowId !== undefined && !this.flow.pending && context.can('connect')) void this.flow.recall(flowId);
  }

  /** Deletes the credentials, without asking again. @returns whether it is done. */
  disconnect(): Promise<boolean> {
    const ask = () => this.#client.disconnect(this.#host.connection.id);
    return this.#during('disconnect', ask, (answer) => {
      const { revocation } = answer;
      this.confirming = false;
      this.#changed(answer.connection);
      const tone = revocation === 'unsupported' || revocation === 'unconfirmed' ? 'warning' : 'success';
      this.notes.report(tone, (localizer) => this.#revocationText(answer, localizer));
      this.#host.dispatchEvent(new this.#shared.events.ConnectionDisconnectedEvent({ ...this.#ids, revocation }));
    });
  }

  /** Makes a test call with what has been typed. @returns whether there was nothing that stopped it. */
  test(): Promise<boolean> {
    const ask = async () => {
      const stored = !this.form.dirty || (await this.#store()) !== 'failed';
      return stored ? this.#client.test(this.#host.connection.id) : undefined;
    };
    return this.#during('test', ask, (result) => {
      if (!result) return;
      this.#changed(result.connection);
      if (result.ok) this.notes.report('success', ({ t }) => t('tested'));
      else this.notes.refuse('danger', result.code ?? 'test_failed', { facts: result });
    });
  }

  /** Stores what has been typed. @returns whether everything is stored now. */
  async save(): Promise<boolean> {
    if (this.form.saving) return false;
    const saved = await this.#store();
    if (saved === 'saved') this.notes.reportSave('success', ({ t }) => t('saved'));
    if (saved === 'unchanged') this.notes.reportSave('neutral', ({ t }) => t('unchanged'));
    if (saved !== 'failed') void this.#focus.settle();
    return saved !== 'failed';
  }

  /** Shows the errors of the form. @returns whether there are none. */
  validate(): boolean {
    const valid = this.form.validate();
    if (!valid) void this.#showErrors();
    return valid;
  }

  /** Opens or closes the question before a DISCONNECT. @returns whether it is open. */
  async askToDisconnect(): Promise<boolean> {
    this.confirming = !this.confirming;
    if (this.confirming) this.notes.clear();
    this.#host.requestUpdate();
    // On the harmless answer, so that a second Enter deletes nothing.
    await this.#focus.to(this.confirming ? '.confirmation [part~=cancel-button]' : '[part~=disconnect-button]');
    return this.confirming;
  }

  /** Opens or closes the log. */
  toggleLog(): boolean {
    this.log.toggle();
    return this.log.open;
  }

  get #client(): ConnectionClient {
    return new ConnectionClient(this.#host.context.client);
  }

  /**
   * Does one thing at a time. What the answer changes is changed at once, so that the focus is looked for before anything is drawn.
   * @returns whether there was an answer.
   */
  async #during<Answer>(
    action: 'test' | 'disconnect',
    ask: () => Promise<Answer>,
    tell: (answer: Answer) => void,
  ): Promise<boolean> {
    if (this.#request) return false;
    this.#request = action;
    this.notes.clear();
    try {
      tell(await ask());
      return true;
    } catch (error) {
      this.#fail(action, this.#shared.toApiError(error));
      return false;
    } finally {
      this.#request = undefined;
      this.#host.requestUpdate();
      void this.#focus.settle();
    }
  }

  async #store(): Promise<'saved' | 'unchanged' | 'failed'> {
    this.notes.clear();
    const outcome = await this.form.save(this.#client);
    if (outcome.kind === 'saved') {
      this.showsSummary = false;
      this.#changed(outcome.connection);
      this.#host.dispatchEvent(new this.#shared.events.ConnectionSavedEvent(this.#ids));
      return 'saved';
    }
    if (outcome.kind === 'unchanged') return 'unchanged';
    if (outcome.kind === 'invalid') void this.#showErrors();
    if (outcome.kind === 'failed') {
      this.#focus.unfoldForm();
      this.#fail('save', outcome.error);
    }
    return 'failed';
  }

  async #saveBeforeConnect(): Promise<boolean> {
    return !this.form.dirty || (await this.#store()) !== 'failed';
  }

  #onFlowSettled(flow: ConnectFlow): void {
    if (flow.name === 'blocked') return void this.#focus.settle();
    if (flow.name === 'entering') return void this.#focus.toResult();
    const { ConnectionConnectedEvent, ConnectionFailedEvent } = this.#shared.events;
    if (flow.name === 'connected') {
      this.#changed(flow.connection);
      this.notes.report('success', ({ t }) => t('connected', { app: this.#host.connection.component.label }));
      this.#host.dispatchEvent(new ConnectionConnectedEvent(this.#ids));
    } else if ('code' in flow) {
      const detail = 'detail' in flow ? flow.detail : undefined;
      this.notes.refuse(flow.name === 'failed' ? 'danger' : 'warning', flow.code, { detail, facts: flow.facts });
      const { configVar } = this.#ids;
      this.#host.dispatchEvent(new ConnectionFailedEvent({ action: 'connect', code: flow.code, configVar }));
    } else if (!this.notes.any && !this.showsSummary) {
      this.notes.report('neutral', ({ t }) => t('cancelled'), 'facts' in flow ? flow.facts : undefined);
    }
    for (const resolve of this.#waiting.splice(0)) resolve(flow.name === 'connected');
    void this.#focus.settle();
  }

  #ended(): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get #ids(): { connectionId: string; configVar: string } {
    const { id, configVar } = this.#host.connection;
    return { connectionId: id, configVar };
  }

  #changed(connection: Connection): void {
    this.#host.connection = connection;
    this.#host.dispatchEvent(new this.#shared.events.ConnectionChangedEvent(connection));
    void this.log.refresh();
  }

  #fail(action: FailedAction, error: ApiError): void {
    this.notes.refuse('danger', error.code, error, action === 'save');
    const { configVar } = this.#ids;
    this.#host.dispatchEvent(new this.#shared.events.ConnectionFailedEvent({ action, code: error.code, configVar }));
  }

  async #showErrors(): Promise<void> {
    this.showsSummary = true;
    this.#host.requestUpdate();
    await this.#focus.toErrors();
  }
}
