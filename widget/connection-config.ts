import { ContextProvider } from '@lit/context';
import { adoptStyles, css, html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Connection, Permission, Snapshot } from '#contract';
import { toApiError } from './api/api-error.ts';
import type { ApiError } from './api/api-error.ts';
import { ConnectionClient } from './api/client.ts';
import type { GetSession } from './api/client.ts';
import { connectionConfigStyles } from './connection-config.styles.ts';
import { browserFlowPage } from './controllers/flow-page.ts';
import type { FlowPage } from './controllers/flow-page.ts';
import { LocalizeController } from './controllers/localize-controller.ts';
import { RefreshController } from './controllers/refresh-controller.ts';
import type { ConnectionCard } from './elements/connection-card.ts';
import { connectionCardStyles } from './elements/connection-card.styles.ts';
import { connectionFieldStyles } from './elements/connection-field.styles.ts';
import type { ConnectionChangedEvent } from './events/connection-changed-event.ts';
import { ConnectionFailedEvent } from './events/connection-failed-event.ts';
import { ConnectionReadyEvent } from './events/connection-ready-event.ts';
import { ConnectionStatusEvent } from './events/connection-status-event.ts';
import type { OnDemand } from './on-demand.ts';
import type { ConnectionContext, FlowPreference } from './state/connection-context.ts';
import { connectionContext } from './state/connection-context.ts';
import type { Translation } from './translations/en.ts';
import { button } from './views/button.ts';
import { icon } from './views/icons.ts';
import { link } from './views/link.ts';
import { errorText, message } from './views/message.ts';
import { skeleton } from './views/skeleton.ts';

/** Colours of the tag. `auto` follows the `color-scheme` of the page around it. */
export type Theme = 'auto' | 'light' | 'dark';

/** A page may set its properties a little later than the tag starts; only after this is a missing one reported. */
const patienceMs = 3000;

/**
 * @summary A customer's connections to third-party apps: their forms, CONNECT and DISCONNECT, status and log.
 *
 * @slot header - Above the connections.
 * @slot footer - Below the connections.
 * @slot <code> - One per error code, for example `access_denied` or `session_expired`: replaces the sentence for that code.
 *
 * @event {ConnectionReadyEvent} connection-ready - The connections are shown for the first time.
 * @event {ConnectionSavedEvent} connection-saved - Fields were stored.
 * @event {ConnectionConnectedEvent} connection-connected - A CONNECT has succeeded.
 * @event {ConnectionDisconnectedEvent} connection-disconnected - A DISCONNECT is done.
 * @event {ConnectionFailedEvent} connection-failed - Something the person asked for, or loading, did not work.
 * @event {ConnectionStatusEvent} connection-status - A connection's status has changed.
 *
 * @csspart connection - One connection; carries `data-config-var` and `data-status`.
 * @csspart title - Its name.
 * @csspart description - What it is for.
 * @csspart status - Its status, with an icon and words.
 * @csspart facts - Account, last use, next refresh.
 * @csspart field - A field with everything that belongs to it.
 * @csspart label - A field's label.
 * @csspart input - A field's control.
 * @csspart help - A field's help.
 * @csspart warning - A doubt about a field's value that does not stop a save.
 * @csspart error - What is wrong with a field.
 * @csspart error-summary - The list of wrong fields.
 * @csspart message - A result, a reason or something to wait for.
 * @csspart advice - What to check about a failure.
 * @csspart copy-button - Copies a callback URL.
 * @csspart confirmation - The question before a DISCONNECT, with `confirm-disconnect`.
 * @csspart button - Every button.
 * @csspart connect-button - CONNECT, or reconnect when the connection is broken.
 * @csspart disconnect-button - DISCONNECT.
 * @csspart confirm-button - Confirms the DISCONNECT.
 * @csspart cancel-button - Gives up a sign-in or the DISCONNECT.
 * @csspart reopen-button - Opens the sign-in window again.
 * @csspart redirect-button - Signs in without a window.
 * @csspart copy-button - Copies the address of the page, to open it elsewhere, or the code to enter at the third party.
 * @csspart save-button - Saves the fields.
 * @csspart test-button - Makes a test call.
 * @csspart logs-button - Opens the log.
 * @csspart logs - The log.
 * @csspart replace-button - Types a new value for a saved secret.
 * @csspart keep-button - Leaves the saved secret as it is.
 * @csspart clear-button - Removes a saved secret.
 * @csspart add-button - Adds a row to a list.
 * @csspart retry-button - Loads again.
 * @csspart settings-button - Unfolds the fields of a working connection.
 *
 * @cssstate loading - Nothing is shown yet.
 * @cssstate ready - The connections are shown.
 * @cssstate complete - What the first paint did without is here as well.
 * @cssstate failed - The connections could not be loaded.
 *
 * Global custom properties: what the tag shares with the page.
 * @cssproperty [--connection-font-family=inherit] - Typeface.
 * @cssproperty [--connection-font-size=0.875rem] - Size of ordinary text; everything else is relative to it.
 * @cssproperty [--connection-font-mono=ui-monospace, monospace] - Typeface of codes and addresses.
 * @cssproperty [--connection-radius=0.5rem] - Roundness of controls.
 * @cssproperty [--connection-space=1rem] - The measure all distances are made of.
 * @cssproperty [--connection-duration=150ms] - Length of transitions.
 *
 * Role custom properties: what a colour is for. Each may be a `light-dark()` pair.
 * @cssproperty [--connection-color-accent] - Main buttons, links and focus.
 * @cssproperty [--connection-color-on-accent] - Text on the accent.
 * @cssproperty [--connection-color-text] - Text.
 * @cssproperty [--connection-color-text-muted] - Descriptions, help and facts.
 * @cssproperty [--connection-color-surface] - Cards and controls.
 * @cssproperty [--connection-color-surface-subtle] - Areas within a card.
 * @cssproperty [--connection-color-border] - Lines between things.
 * @cssproperty [--connection-color-control] - Outlines of controls; at least 3:1 against the surface.
 * @cssproperty [--connection-color-success] - Success.
 * @cssproperty [--connection-color-warning] - Something to know.
 * @cssproperty [--connection-color-danger] - Something is wrong.
 * @cssproperty [--connection-color-focus] - Focus ring.
 *
 * Component custom properties: one thing each.
 * @cssproperty [--connection-gap=0.75rem] - Distance between cards.
 * @cssproperty [--connection-card-padding] - Inner distance of a card.
 * @cssproperty [--connection-card-radius=0.75rem] - Roundness of a card.
 * @cssproperty [--connection-card-shadow] - Shadow of a card.
 * @cssproperty [--connection-icon-size=2.5rem] - Size of an app's icon.
 * @cssproperty [--connection-control-height=2.25rem] - Height of buttons and single-line controls; at least 24 px.
 * @cssproperty [--connection-button-radius] - Roundness of buttons.
 * @cssproperty [--connection-button-weight=500] - Weight of the words on buttons.
 */
export class ConnectionConfig extends LitElement {
  static override styles = [connectionConfigStyles, connectionCardStyles, connectionFieldStyles];

  /** Address of the connection server. Default: where this script came from. */
  @property({ attribute: 'base-url' }) baseUrl = new URL(import.meta.url).origin;
  /** Key of the integration whose connections are shown. */
  @property() integration = '';
  /** Key of one connection config variable; empty shows all of them. */
  @property({ attribute: 'config-var' }) configVar = '';
  /** BCP 47 tag. Empty: the nearest `lang`, else the browser's language. */
  @property() locale = '';
  @property({ reflect: true }) theme: Theme = 'auto';
  /** Shows everything and lets nothing be changed. */
  @property({ type: Boolean, reflect: true }) readonly = false;
  /** Asks before a DISCONNECT that the person has pressed. Off by default: connecting again is one click away. */
  @property({ type: Boolean, attribute: 'confirm-disconnect' }) confirmDisconnect = false;
  /** How CONNECT reaches the third party. */
  @property() flow: FlowPreference = 'auto';
  /** Gives a session token from the page's own backend. A function, so that no token is in the page. */
  @property({ attribute: false }) getSession: GetSession | undefined;
  /** The page's own words by language, for example `{ 'pt-BR': { connect: 'Ligar' } }`; they win over ours key by key. */
  @property({ attribute: false }) translations: Readonly<Record<string, Translation>> = {};
  /** @internal The page around the tag; tests pass their own. */
  @property({ attribute: false }) page: FlowPage = browserFlowPage();

  @state() private snapshot: Snapshot | undefined;
  @state() private problem: ApiError | undefined;
  @state() private impatient = false;
  @state() private loading = false;
  @state() private onDemand: OnDemand | undefined;

  readonly #internals = this.attachInternals();
  readonly #localize = new LocalizeController(this);
  readonly #provider = new ContextProvider(this, { context: connectionContext });
  #client = new ConnectionClient({ baseUrl: '', getSession: undefined });
  /** Of the load that is under way or was the last; absent while there is nothing to load with. */
  #load: AbortController | undefined;
  #changes = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new RefreshController(
      this,
      () => this.page,
      () => this.#reloadQuietly(),
    );
    // Whoever ran into somebody else's change is shown it at once.
    this.addEventListener('connection-failed', ({ detail }) => {
      if (detail.code === 'conflict') this.#reloadQuietly();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#patience = setTimeout(() => void this.#complain(), patienceMs);
    // Moved in the page while it was loading.
    if (this.#load && !this.snapshot) void this.#fetch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#patience);
    this.#load?.abort();
  }

  /** Begins a CONNECT; call it inside a click, or the browser may refuse the window. @returns whether it ended in a connection. */
  connect(configVar: string): Promise<boolean> {
    return this.#card(configVar)?.connect() ?? Promise.resolve(false);
  }

  /** Deletes a connection's credentials and revokes them where the provider can, without asking the person. @returns whether it is done. */
  disconnect(configVar: string): Promise<boolean> {
    return this.#card(configVar)?.disconnect() ?? Promise.resolve(false);
  }

  /** Stores everything that has been typed. @returns whether everything is stored now. */
  async save(): Promise<boolean> {
    const results = await Promise.all(this.#cards.filter((card) => card.dirty).map((card) => card.save()));
    return results.every(Boolean);
  }

  /** Shows the errors of every form. @returns whether there are none. */
  validate(): boolean {
    // Backwards, so that the first wrong form ends up with the focus.
    return this.#cards
      .toReversed()
      .map((card) => card.validate())
      .every(Boolean);
  }

  /**
   * Fetches the connections again and resolves when the answer is shown. What has been typed stays. Never rejects: a failure is shown
   * above the connections and told by `connection-failed`. The tag does this by itself when somebody comes back to the page, and now
   * and then while it is in sight.
   */
  async reload(): Promise<void> {
    await this.updateComplete;
    await this.#fetch();
    await this.updateComplete;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('baseUrl') || changed.has('getSession')) {
      this.#client = new ConnectionClient({ baseUrl: this.baseUrl.replace(/\/+$/, ''), getSession: this.getSession });
    }
    if (changed.has('baseUrl') || changed.has('integration')) {
      this.snapshot = undefined;
      this.#setState('loading');
    }
    if (changed.has('baseUrl') || changed.has('getSession') || changed.has('integration')) void this.#fetch();
    this.#provide();
  }

  protected override render(): TemplateResult {
    const { locale, dir } = this.#localize.current;
    return html`<div class="root" lang=${locale} dir=${dir}>
      <slot name="header"></slot>
      ${this.snapshot ? [this.#banner(), this.#connections(this.snapshot)] : (this.#banner() ?? skeleton(this.configVar ? 1 : 2, this.#localize.current.t('loading')))}
      <slot name="footer"></slot>
    </div>`;
  }

  #connections({ connections }: Snapshot): unknown {
    const { t } = this.#localize.current;
    const shown = this.configVar ? connections.filter(({ configVar }) => configVar === this.configVar) : connections;
    if (shown.length === 0) {
      if (this.configVar) return this.#problemPanel('unknown_config_var', undefined, false);
      return html`<div class="empty" part="message">${t('empty')}</div>`;
    }
    return shown.map((connection) =>
      keyed(
        connection.id,
        html`<connection-card
          class="card"
          part="connection"
          role="group"
          aria-labelledby=${`${connection.configVar}-title`}
          data-config-var=${connection.configVar}
          data-status=${connection.status}
          .connection=${connection}
          .page=${this.page}
          .confirmDisconnect=${this.confirmDisconnect}
          @connection-changed=${this.#onChanged}
        ></connection-card>`,
      ),
    );
  }

  #banner(): TemplateResult | undefined {
    if (this.problem) return this.#problemPanel(this.problem.code, this.problem.detail, true);
    if (!this.impatient || this.#load) return undefined;
    return this.#problemPanel(this.integration === '' ? 'integration_missing' : 'session_missing', undefined, false);
  }

  #problemPanel(code: string, detail: string | undefined, retry: boolean): TemplateResult {
    const localizer = this.#localize.current;
    const content = errorText(localizer, code, detail, { integration: this.integration, configVar: this.configVar });
    const again = button({
      label: localizer.t('retry'),
      part: 'retry-button',
      busy: this.loading,
      onClick: () => void this.reload(),
    });
    return html`<div class="banner" role="alert">
      ${message({ tone: 'danger', code, content, actions: retry ? again : undefined })}
    </div>`;
  }

  #provide(): void {
    const { snapshot, readonly, onDemand } = this;
    const context: ConnectionContext = {
      client: this.#client,
      localizer: this.#localize.current,
      flow: this.flow,
      snapshot,
      onDemand,
      fetchOnDemand: () => this.#fetchOnDemand(),
      can: (permission: Permission) =>
        (snapshot?.permissions.includes(permission) ?? false) && (!readonly || permission === 'read' || permission === 'logs'),
    };
    this.#provider.setValue(Object.freeze(context));
  }

  async #fetch(): Promise<void> {
    this.#load?.abort();
    this.#load = undefined;
    if (!this.getSession || this.integration === '') return;
    const load = (this.#load = new AbortController());
    this.loading = true;
    try {
      const snapshot = await this.#newestSnapshot(load.signal);
      if (!load.signal.aborted) this.#show(snapshot);
    } catch (error) {
      // The words for most faults are not in the first paint; without a network the few that are have to do.
      await this.#fetchOnDemand().catch(() => undefined);
      if (!load.signal.aborted) this.#fail(toApiError(error));
    }
    if (this.#load === load) this.loading = false;
  }

  async #newestSnapshot(signal: AbortSignal): Promise<Snapshot> {
    const changes = this.#changes;
    const snapshot = await this.#client.snapshot(this.integration, signal);
    // Else a card has been told something newer while this was on its way.
    return changes === this.#changes ? snapshot : this.#client.snapshot(this.integration, signal);
  }

  #show(snapshot: Snapshot): void {
    const first = this.snapshot === undefined;
    const before = this.snapshot;
    this.problem = undefined;
    this.snapshot = snapshot;
    this.#setState('ready');
    for (const connection of snapshot.connections)
      this.#announceStatus(
        before?.connections.find(({ id }) => id === connection.id),
        connection,
      );
    if (!first) return;
    const connections = snapshot.connections.map(({ id, configVar, status }) => ({ id, configVar, status }));
    void this.updateComplete.then(() => {
      this.dispatchEvent(new ConnectionReadyEvent({ integration: snapshot.integration.key, connections }));
      void this.#fetchTheRest(snapshot);
    });
  }

  #fail(error: ApiError): void {
    this.problem = error;
    if (!this.snapshot) this.#setState('failed');
    this.dispatchEvent(new ConnectionFailedEvent({ action: 'load', code: error.code }));
  }

  async #complain(): Promise<void> {
    await this.#fetchOnDemand().catch(() => undefined);
    this.impatient = true;
    if (this.#load || !this.isConnected) return;
    this.#setState('failed');
    this.dispatchEvent(
      new ConnectionFailedEvent({ action: 'load', code: this.integration === '' ? 'integration_missing' : 'session_missing' }),
    );
  }

  #reloadQuietly(): void {
    if (this.snapshot || this.problem) void this.reload();
  }

  /** What the first paint does without. */
  async #fetchTheRest(snapshot: Snapshot): Promise<void> {
    try {
      const onDemand = await this.#fetchOnDemand();
      await this.updateComplete;
      this.#resume(snapshot, onDemand);
    } catch {
      // Not here, then: a click on CONNECT tries again, and says so when it fails.
    }
    this.#internals.states.add('complete');
  }

  async #fetchOnDemand(): Promise<OnDemand> {
    if (this.onDemand) return this.onDemand;
    const { createOnDemand } = await import('./on-demand.ts');
    const onDemand = (this.onDemand ??= createOnDemand({ html, css, nothing, button, icon, link, message }));
    adoptStyles(this.renderRoot as ShadowRoot, [...ConnectionConfig.elementStyles, onDemand.styles]);
    await this.#localize.complete(onDemand.words);
    return onDemand;
  }

  /** Goes on with what this tab had under way when it left this page or loaded it again. */
  #resume(snapshot: Snapshot, { takeRedirectReturn }: OnDemand): void {
    const returned = takeRedirectReturn(
      this.page,
      ({ baseUrl, integration, configVar }) =>
        baseUrl === this.#client.baseUrl && integration === snapshot.integration.key && this.#card(configVar) !== undefined,
    );
    if (returned) this.#card(returned.configVar)?.resume(returned);
    for (const card of this.#cards) card.recall();
  }

  readonly #onChanged = ({ connection }: ConnectionChangedEvent): void => {
    if (!this.snapshot) return;
    this.#changes++;
    this.#announceStatus(
      this.snapshot.connections.find(({ id }) => id === connection.id),
      connection,
    );
    this.snapshot = {
      ...this.snapshot,
      connections: this.snapshot.connections.map((old) => (old.id === connection.id ? connection : old)),
    };
  };

  #announceStatus(before: Connection | undefined, now: Connection): void {
    if (!before || before.status === now.status) return;
    const { id: connectionId, configVar, status, reason } = now;
    const detail = { connectionId, configVar, status, previous: before.status, ...(reason ? { reason } : {}) };
    this.dispatchEvent(new ConnectionStatusEvent(detail));
  }

  #setState(name: 'loading' | 'ready' | 'failed'): void {
    for (const other of ['loading', 'ready', 'failed']) this.#internals.states.delete(other);
    this.#internals.states.add(name);
  }

  get #cards(): ConnectionCard[] {
    return [...this.renderRoot.querySelectorAll('connection-card')];
  }

  #card(configVar: string): ConnectionCard | undefined {
    return this.#cards.find((card) => card.connection.configVar === configVar);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-config': ConnectionConfig;
  }
}
