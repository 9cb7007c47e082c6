import { ContextProvider } from '@lit/context';
import { adoptStyles, css, html, LitElement, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Connection, Snapshot } from '#contract';
import { ApiError, failureOf, toApiError } from './api/api-error.ts';
import { SessionClient } from './api/session-client.ts';
import type { GetSession } from './api/session-client.ts';
import { connectionConfigStyles } from './connection-config.styles.ts';
import type { FlowPage } from './controllers/flow-page.ts';
import { LocalizeController } from './controllers/localize-controller.ts';
import type { TagController } from './controllers/tag-controller.ts';
import type { ConnectionCard } from './elements/connection-card.ts';
import { connectionCardStyles } from './elements/connection-card.styles.ts';
import { connectionFieldStyles } from './elements/connection-field.styles.ts';
import { ConnectionChangedEvent } from './events/connection-changed-event.ts';
import { ConnectionConnectedEvent } from './events/connection-connected-event.ts';
import { ConnectionDisconnectedEvent } from './events/connection-disconnected-event.ts';
import { ConnectionFailedEvent } from './events/connection-failed-event.ts';
import { ConnectionReadyEvent } from './events/connection-ready-event.ts';
import { ConnectionSavedEvent } from './events/connection-saved-event.ts';
import { ConnectionStatusEvent } from './events/connection-status-event.ts';
import type { OnDemand, SharedParts } from './on-demand.ts';
import type { CardContext, FlowPreference } from './state/connection-context.ts';
import { connectionContext, nextCardContext } from './state/connection-context.ts';
import type { Translation } from './translations/en.ts';
import { button } from './views/button.ts';
import { drawings, icon } from './views/icons.ts';
import { link, webUrl } from './views/link.ts';
import { errorText, message } from './views/message.ts';
import { skeleton } from './views/skeleton.ts';

/** Colours of the tag. `auto` follows the `color-scheme` of the page around it. */
export type Theme = 'auto' | 'light' | 'dark';

const sharedParts: SharedParts = {
  html,
  css,
  nothing,
  button,
  icon,
  drawings,
  link,
  webUrl,
  message,
  errorText,
  failureOf,
  toApiError,
  events: {
    ConnectionChangedEvent,
    ConnectionConnectedEvent,
    ConnectionDisconnectedEvent,
    ConnectionFailedEvent,
    ConnectionSavedEvent,
    ConnectionStatusEvent,
  },
};

/** A page may set its properties a little later than the tag starts; only after this is a missing one reported. */
const patienceMs = 3000;
/** An answer that is here sooner is shown without anything in its place before: that would cost more time than it fills. */
const outlineAfterMs = 100;
/** More connections than this can be searched. */
const longListLength = 8;

/**
 * A customer's connections to third-party apps: their forms, CONNECT and DISCONNECT, status and log.
 *
 * Custom properties come in three tiers: what a component leaves open it takes from its role, and a role from the global ones. A page
 * sets them on the tag or anywhere above it. Lengths keep their unit (`0px`, not `0`); a colour may be a `light-dark()` pair.
 *
 * @summary A customer's connections to third-party apps.
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
 * @csspart facts - Account, last use, next renewal.
 * @csspart field - A field with everything that belongs to it.
 * @csspart label - A field's label.
 * @csspart input - A field's control.
 * @csspart help - A field's help.
 * @csspart warning - A doubt about a field's value that does not stop a save.
 * @csspart error - What is wrong with a field.
 * @csspart error-summary - The list of wrong fields.
 * @csspart message - A result, a reason or something to wait for.
 * @csspart advice - What to check about a failure.
 * @csspart confirmation - The question before a DISCONNECT, with `confirm-disconnect`.
 * @csspart button - Every button.
 * @csspart connect-button - CONNECT, or reconnect when the connection is broken.
 * @csspart disconnect-button - DISCONNECT.
 * @csspart confirm-button - Confirms the DISCONNECT.
 * @csspart cancel-button - Gives up a sign-in or the DISCONNECT.
 * @csspart reopen-button - Opens the sign-in window again.
 * @csspart redirect-button - Signs in without a window.
 * @csspart copy-button - Copies a callback URL, the address of the page, to open it elsewhere, or the code to enter at the third party.
 * @csspart device-code - The code to enter at the third party.
 * @csspart save-button - Saves the fields.
 * @csspart test-button - Makes a test call.
 * @csspart logs-button - Opens the log.
 * @csspart logs - The log.
 * @csspart problems-only - The log's filter.
 * @csspart copy-log-button - Copies the log's entries as codes for support.
 * @csspart log-report - The same text, where the browser does not let the page copy.
 * @csspart older-button - Shows older entries of the log.
 * @csspart replace-button - Types a new value for a saved secret.
 * @csspart keep-button - Leaves the saved secret as it is.
 * @csspart clear-button - Removes a saved secret.
 * @csspart add-button - Adds a row to a list.
 * @csspart verification-link - Opens the third party's page for a code.
 * @csspart retry-button - Loads again.
 * @csspart search - Searches the connections; there when they are more than eight.
 * @csspart settings-button - Unfolds the fields of a working connection.
 *
 * @cssstate loading - Nothing is shown yet.
 * @cssstate ready - The connections are shown.
 * @cssstate complete - What the first paint did without is here as well.
 * @cssstate failed - The connections could not be loaded.
 *
 * @cssproperty [--connection-font-family=inherit] - Typeface.
 * @cssproperty [--connection-font-mono=ui-monospace, 'SF Mono', Menlo, Consolas, monospace] - Typeface of codes and addresses.
 * @cssproperty [--connection-font-size=0.875rem] - Size of ordinary text; every other size is relative to it.
 * @cssproperty [--connection-font-size-small=0.9286em] - Size of what stands back: help, facts, the log.
 * @cssproperty [--connection-line-height=1.5] - Line height of ordinary text.
 * @cssproperty [--connection-space=1rem] - The measure that distances are made of.
 * @cssproperty [--connection-density=1] - Factor on that measure: 0.75 is compact, 1.25 is airy.
 * @cssproperty [--connection-radius=0.5rem] - Roundness of controls; cards and icons follow it.
 * @cssproperty [--connection-border-width=1px] - Thickness of every line.
 * @cssproperty [--connection-duration=150ms] - Length of transitions.
 * @cssproperty [--connection-focus-width=2px] - Thickness of the focus ring.
 * @cssproperty [--connection-focus-offset=2px] - Distance of the focus ring.
 *
 * @cssproperty [--connection-color-text=light-dark(#1b1f24, #eceef1)] - Text.
 * @cssproperty [--connection-color-text-muted=light-dark(#5b6470, #a4adb9)] - Descriptions, help and facts.
 * @cssproperty [--connection-color-surface=light-dark(#fff, #1a1c20)] - Cards and controls.
 * @cssproperty [--connection-color-surface-subtle=light-dark(#f6f7f9, #22252a)] - Areas within a card: the log, saved secrets, code.
 * @cssproperty [--connection-color-border=light-dark(#e2e5ea, #33373e)] - Lines between things.
 * @cssproperty [--connection-color-control=light-dark(#868e9b, #717986)] - Outlines of controls; at least 3:1 against the surface.
 * @cssproperty [--connection-color-accent=light-dark(#3a55d9, #97abff)] - Main buttons, links and switches that are on.
 * @cssproperty [--connection-color-on-accent=light-dark(#fff, #10163a)] - Text on the accent.
 * @cssproperty [--connection-color-link=var(--connection-color-accent)] - Links and quiet buttons.
 * @cssproperty [--connection-color-focus=var(--connection-color-accent)] - Focus ring.
 * @cssproperty [--connection-color-neutral=var(--connection-color-text-muted)] - What says nothing good or bad: not set up, waiting.
 * @cssproperty [--connection-color-success=light-dark(#116b43, #63d29d)] - Success.
 * @cssproperty [--connection-color-warning=light-dark(#845400, #eebd5f)] - Something to know.
 * @cssproperty [--connection-color-danger=light-dark(#b3261e, #ff9f96)] - Something is wrong.
 * @cssproperty [--connection-color-neutral-surface] - Ground of neutral pills and messages. Default: a tint of the colour.
 * @cssproperty [--connection-color-success-surface] - Ground of success. Default: a tint of the colour.
 * @cssproperty [--connection-color-warning-surface] - Ground of warnings. Default: a tint of the colour.
 * @cssproperty [--connection-color-danger-surface] - Ground of what is wrong. Default: a tint of the colour.
 *
 * @cssproperty [--connection-gap=calc(var(--connection-space) * 0.75)] - Distance between cards.
 * @cssproperty [--connection-list-columns=minmax(0, 1fr)] - Columns of cards, as `grid-template-columns`.
 * @cssproperty [--connection-card-background=var(--connection-color-surface)] - Ground of a card; an image or a gradient as well.
 * @cssproperty [--connection-card-border-color=var(--connection-color-border)] - Outline of a card.
 * @cssproperty [--connection-card-border-width=var(--connection-border-width)] - Thickness of that outline, up to four values.
 * @cssproperty [--connection-card-radius=calc(var(--connection-radius) * 1.5)] - Roundness of a card.
 * @cssproperty [--connection-card-shadow=0 1px 2px rgb(16 24 40 / 5%)] - Shadow of a card.
 * @cssproperty [--connection-card-padding=calc(var(--connection-space) * 1.125)] - Inner distance of a card.
 * @cssproperty [--connection-divider-width=var(--connection-border-width)] - Thickness of the lines within a card.
 * @cssproperty [--connection-form-padding=var(--connection-card-padding)] - Inner distance of the form within a card.
 * @cssproperty [--connection-title-font-family=inherit] - Typeface of a connection's name.
 * @cssproperty [--connection-title-size=1.0715em] - Size of a connection's name.
 * @cssproperty [--connection-title-weight=600] - Weight of a connection's name.
 * @cssproperty [--connection-facts-size=var(--connection-font-size-small)] - Size of the line of facts.
 * @cssproperty [--connection-icon-size=2.5rem] - Size of an app's icon.
 * @cssproperty [--connection-icon-radius=calc(var(--connection-radius) * 1.25)] - Roundness of an app's icon; 50% makes a circle.
 * @cssproperty [--connection-icon-border-width=var(--connection-border-width)] - Thickness of its outline.
 * @cssproperty [--connection-icon-background=#fff] - Ground of an app's icon. Default for an initial: one of eight tints.
 * @cssproperty [--connection-icon-color] - Colour of an initial. Default: goes with its tint.
 * @cssproperty [--connection-pill-background] - Ground of every status. Default: that of its role; `transparent` leaves words and icon.
 * @cssproperty [--connection-pill-border-width=0] - Outline of a status in its own colour.
 * @cssproperty [--connection-pill-radius=1rem] - Roundness of a status.
 * @cssproperty [--connection-pill-padding=0.0625rem 0.5rem] - Inner distance of a status.
 * @cssproperty [--connection-pill-size=0.857em] - Size of its words.
 * @cssproperty [--connection-pill-weight=500] - Weight of its words.
 * @cssproperty [--connection-pill-transform=none] - `uppercase` and the like for its words.
 * @cssproperty [--connection-pill-letter-spacing=normal] - Letter spacing of its words.
 * @cssproperty [--connection-field-gap=calc(var(--connection-space) * 1.125)] - Distance between fields.
 * @cssproperty [--connection-field-width=40rem] - Greatest width of a field.
 * @cssproperty [--connection-field-background=var(--connection-color-surface)] - Ground of a control.
 * @cssproperty [--connection-field-color=inherit] - What is typed.
 * @cssproperty [--connection-field-border-color=var(--connection-color-control)] - Outline of a control.
 * @cssproperty [--connection-field-border-width=var(--connection-border-width)] - Thickness of it; `0 0 1px` underlines.
 * @cssproperty [--connection-field-radius=var(--connection-radius)] - Roundness of a control.
 * @cssproperty [--connection-field-padding=0.625rem] - Inner distance of a control at its sides.
 * @cssproperty [--connection-label-size=1em] - Size of a field's label.
 * @cssproperty [--connection-label-weight=550] - Weight of a field's label.
 * @cssproperty [--connection-label-color=inherit] - Colour of a field's label.
 * @cssproperty [--connection-help-size=var(--connection-font-size-small)] - Size of help, warnings and errors.
 * @cssproperty [--connection-switch-radius=1rem] - Roundness of a switch.
 * @cssproperty [--connection-control-height=calc(var(--connection-space) + 1.25rem)] - Height of buttons and controls; never below 24 px.
 * @cssproperty [--connection-button-padding=calc(var(--connection-space) * 0.875)] - Inner distance of a button at its sides.
 * @cssproperty [--connection-button-radius=var(--connection-radius)] - Roundness of buttons.
 * @cssproperty [--connection-button-border-width=var(--connection-border-width)] - Thickness of a button's outline.
 * @cssproperty [--connection-button-shadow=none] - Shadow of buttons; secondary ones have a faint one by default.
 * @cssproperty [--connection-button-size=1em] - Size of the words on buttons.
 * @cssproperty [--connection-button-weight=500] - Weight of the words on buttons.
 * @cssproperty [--connection-button-transform=none] - `uppercase` and the like for the words on buttons.
 * @cssproperty [--connection-button-letter-spacing=normal] - Letter spacing of the words on buttons.
 * @cssproperty [--connection-button-primary-background=var(--connection-color-accent)] - Ground of a primary button: the main thing to do.
 * @cssproperty [--connection-button-primary-color=var(--connection-color-on-accent)] - Its words.
 * @cssproperty [--connection-button-primary-border-color=transparent] - Its outline.
 * @cssproperty [--connection-button-primary-radius=var(--connection-button-radius)] - Its roundness.
 * @cssproperty [--connection-button-secondary-background=var(--connection-color-surface)] - Ground of a secondary button: everything else.
 * @cssproperty [--connection-button-secondary-color=inherit] - Its words.
 * @cssproperty [--connection-button-secondary-border-color] - Its outline. Default: a little stronger than `--connection-color-border`.
 * @cssproperty [--connection-button-secondary-radius=var(--connection-button-radius)] - Its roundness.
 * @cssproperty [--connection-button-quiet-background=transparent] - Ground of a quiet button: what stands back.
 * @cssproperty [--connection-button-quiet-color=var(--connection-color-link)] - Its words.
 * @cssproperty [--connection-button-quiet-border-color=transparent] - Its outline.
 * @cssproperty [--connection-button-quiet-radius=var(--connection-button-radius)] - Its roundness.
 * @cssproperty [--connection-button-danger-background=var(--connection-color-danger)] - Ground of a danger button: confirming a DISCONNECT.
 * @cssproperty [--connection-button-danger-color=var(--connection-color-surface)] - Its words.
 * @cssproperty [--connection-button-danger-border-color=transparent] - Its outline.
 * @cssproperty [--connection-button-danger-radius=var(--connection-button-radius)] - Its roundness.
 * @cssproperty [--connection-message-background] - Ground of every message. Default: that of its tone.
 * @cssproperty [--connection-message-color=inherit] - Words of a message.
 * @cssproperty [--connection-message-border-color] - Outline of a message. Default: its tone.
 * @cssproperty [--connection-message-border-width=0] - Thickness of it; `0 0 0 3px` is a bar on the left.
 * @cssproperty [--connection-message-radius=var(--connection-radius)] - Roundness of a message.
 * @cssproperty [--connection-message-padding] - Inner distance of a message. Default: 0.625 by 0.75 of the space.
 * @cssproperty [--connection-log-background=var(--connection-color-surface-subtle)] - Ground of the log.
 * @cssproperty [--connection-log-color=inherit] - Words of the log.
 * @cssproperty [--connection-log-font-family=inherit] - Typeface of the log.
 * @cssproperty [--connection-log-size=var(--connection-font-size-small)] - Size of the log's words.
 * @cssproperty [--connection-log-height=26rem] - Greatest height of the log; it scrolls beyond.
 * @cssproperty [--connection-skeleton-color] - Shapes that stand for what is still loading. Default: a tint of the text.
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
  /** Colours; `auto` follows the `color-scheme` of the page around the tag. */
  @property({ reflect: true }) theme: Theme = 'auto';
  /** Shows everything and lets nothing be changed. */
  @property({ type: Boolean, reflect: true }) readonly = false;
  /** Asks before a DISCONNECT that the person has pressed. Off by default: connecting again is one click away. */
  @property({ type: Boolean, attribute: 'confirm-disconnect' }) confirmDisconnect = false;
  /** How CONNECT reaches the third party. */
  @property() flow: FlowPreference = 'auto';
  /**
   * Gives a session token from the page's own backend; with the `snapshot` of the same answer the tag needs no request before it shows the
   * connections. A function, so that no token is in the DOM.
   */
  @property({ attribute: false }) getSession: GetSession | undefined;
  /** The page's own words by language, for example `{ 'pt-BR': { connect: 'Ligar' } }`; they win over ours key by key. */
  @property({ attribute: false }) translations: Readonly<Record<string, Translation>> = {};
  /** @internal The page around the tag; tests pass their own. */
  @property({ attribute: false }) page: FlowPage | undefined;

  @state() private snapshot: Snapshot | undefined;
  @state() private problem: ApiError | undefined;
  @state() private onDemand: OnDemand | undefined;
  /** Nothing has come for a moment, so the outline of what will come stands there. */
  @state() private outlined = false;

  readonly #internals = this.attachInternals();
  readonly #localize = new LocalizeController(this);
  readonly #provider = new ContextProvider(this, { context: connectionContext });
  #client!: SessionClient;
  /** Of the load that is under way or was the last; absent while there is nothing to load with. */
  #load: AbortController | undefined;
  #loading = false;
  /** What came with the session: as old as the page that holds it, so it is asked for again once it is shown. */
  #handed: Snapshot | undefined;
  #changes = 0;
  #controller: TagController | undefined;
  #context!: CardContext;
  #patience: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#patience = setTimeout(() => void this.#complain(), patienceMs);
    setTimeout(() => (this.outlined = !this.snapshot), outlineAfterMs);
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
      this.#client = new SessionClient({
        baseUrl: this.baseUrl.replace(/\/+$/, ''),
        getSession: this.getSession,
        language: () => this.#localize.wanted,
      });
    }
    if (changed.has('baseUrl') || changed.has('integration')) {
      this.snapshot = undefined;
      this.#setState('loading');
    }
    // The vendor's own words come with the connections, in the language of the tag.
    if (['baseUrl', 'getSession', 'integration', 'locale'].some((name) => changed.has(name))) void this.#fetch();
    this.#provide();
  }

  protected override render(): TemplateResult {
    const { locale, dir } = this.#localize.current;
    return html`<div class="root" lang=${locale} dir=${dir}>
      <slot name="header"></slot>
      ${this.snapshot ? [this.#banner(), this.#connections(this.snapshot)] : (this.#banner() ?? (this.outlined ? skeleton(this.configVar ? 1 : 2, this.#localize.current.t('loading')) : nothing))}
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
    const found = this.#controller?.found(shown) ?? shown;
    const cards = shown.map((connection) =>
      keyed(
        connection.id,
        html`<connection-card
          class="card"
          part="connection"
          role="group"
          aria-labelledby=${`${connection.configVar}-title`}
          data-config-var=${connection.configVar}
          data-status=${connection.status}
          ?hidden=${!found.includes(connection)}
          .connection=${connection}
          .context=${this.#context}
          .confirmDisconnect=${this.confirmDisconnect}
          @connection-changed=${this.#onChanged}
        ></connection-card>`,
      ),
    );
    // Its place is kept from the first paint on, so that nothing moves when it arrives.
    return shown.length > longListLength
      ? [html`<div class="search">${this.#controller?.search(shown.length, found.length, this.#localize.current)}</div>`, cards]
      : cards;
  }

  #banner(): TemplateResult | undefined {
    if (this.problem) return this.#problemPanel(this.problem.code, this.problem.detail, this.getSession !== undefined);
    return this.#controller?.banner(this.#localize.current);
  }

  #problemPanel(code: string, detail: string | undefined, retry: boolean): TemplateResult {
    const localizer = this.#localize.current;
    const content = errorText(localizer, code, detail, { integration: this.integration, configVar: this.configVar });
    const again = button({
      label: localizer.t('retry'),
      part: 'retry-button',
      busy: this.#loading,
      onClick: () => void this.reload(),
    });
    return html`<div class="banner" role="alert">
      ${message({ tone: 'danger', code, content, actions: retry ? again : undefined })}
    </div>`;
  }

  #provide(): void {
    const { snapshot, readonly, flow, onDemand } = this;
    this.#context = nextCardContext(this.#context, {
      client: this.#client,
      localizer: this.#localize.current,
      flow,
      onDemand,
      readonly,
      listed: !this.configVar && (snapshot?.connections.length ?? 0) > 1,
      integration: snapshot?.integration.key ?? '',
      role: snapshot?.role ?? 'customer',
      permissions: snapshot?.permissions.join(' ') ?? '',
      fetchOnDemand: this.#fetchOnDemand,
    });
    this.#provider.setValue(Object.freeze({ ...this.#context, snapshot }));
  }

  async #fetch(): Promise<void> {
    this.#load?.abort();
    this.#load = undefined;
    if (!this.getSession || this.integration === '') return;
    const load = (this.#load = new AbortController());
    this.#setLoading(true);
    try {
      const snapshot = await this.#newestSnapshot(load.signal);
      if (!load.signal.aborted) this.#show(snapshot);
    } catch (error) {
      // The words for most faults are not in the first paint; without a network the few that are have to do.
      await this.#fetchOnDemand().catch(() => undefined);
      if (!load.signal.aborted) this.#fail(toApiError(error));
    }
    if (this.#load === load) this.#setLoading(false);
  }

  // Seen only on the button that loads again; else a question with the same answer would draw everything twice.
  #setLoading(loading: boolean): void {
    this.#loading = loading;
    if (this.problem) this.requestUpdate();
  }

  async #newestSnapshot(signal: AbortSignal): Promise<Snapshot> {
    const changes = this.#changes;
    this.#handed = this.snapshot ? undefined : await this.#client.handedSnapshot(this.integration);
    const snapshot = this.#handed ?? (await this.#client.snapshot(this.integration, signal));
    // Its words come with the rest; shown without them, it would make everything below jump when they arrive.
    if (!this.snapshot && snapshot.connections.some(saysMore)) await this.#fetchOnDemand().catch(() => undefined);
    // Else a card has been told something newer while this was on its way.
    return changes === this.#changes ? snapshot : this.#client.snapshot(this.integration, signal);
  }

  #show(snapshot: Snapshot): void {
    const first = this.snapshot === undefined;
    this.problem = undefined;
    this.#put(snapshot);
    this.#setState('ready');
    if (!first) return;
    const connections = snapshot.connections.map(({ id, configVar, status }) => ({ id, configVar, status }));
    void this.updateComplete.then(() => {
      this.dispatchEvent(new ConnectionReadyEvent({ integration: snapshot.integration.key, connections }));
      void this.#fetchTheRest(snapshot);
    });
  }

  #put(snapshot: Snapshot): void {
    this.snapshot = (this.snapshot && this.#controller?.takeIn(this.snapshot, snapshot)) ?? snapshot;
  }

  #fail(error: ApiError): void {
    if (this.snapshot && this.#controller?.forgives(error)) return;
    this.problem = error;
    if (!this.snapshot) this.#setState('failed');
    this.dispatchEvent(new ConnectionFailedEvent({ action: 'load', code: error.code }));
  }

  async #complain(): Promise<void> {
    await this.#fetchOnDemand().catch(() => undefined);
    if (this.#load || !this.isConnected) return;
    this.#fail(new ApiError(this.integration === '' ? 'integration_missing' : 'session_missing'));
  }

  /** What the first paint does without. */
  async #fetchTheRest(snapshot: Snapshot): Promise<void> {
    await afterPaint();
    try {
      await this.#fetchOnDemand();
      await this.updateComplete;
      this.#controller?.resume(snapshot.integration.key, this.#client.baseUrl);
      if (this.#handed === snapshot) void this.#controller?.lookAgain();
    } catch {
      // Not here, then: a click on CONNECT tries again, and says so when it fails.
    }
    this.#internals.states.add('complete');
  }

  readonly #fetchOnDemand = async (): Promise<OnDemand> => {
    if (this.onDemand) return this.onDemand;
    const { createOnDemand } = await import('./on-demand.ts');
    // Asked for by several at once, it is made once.
    if (this.onDemand) return this.onDemand;
    const onDemand = (this.onDemand = createOnDemand(sharedParts, this.page));
    this.#controller = onDemand.createTag(this, () => (this.snapshot ?? this.problem) !== undefined);
    adoptStyles(this.renderRoot as ShadowRoot, [
      ...(this.constructor as typeof ConnectionConfig).elementStyles,
      ...onDemand.styles,
    ]);
    await this.#localize.complete(onDemand.words);
    return onDemand;
  };

  readonly #onChanged = ({ connection }: ConnectionChangedEvent): void => {
    const { snapshot } = this;
    if (!snapshot) return;
    this.#changes++;
    this.#put({ ...snapshot, connections: snapshot.connections.map((old) => (old.id === connection.id ? connection : old)) });
  };

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

/** Once what is drawn can be seen. A browser that draws nothing, since another window covers the page, is not waited for. */
function afterPaint(): Promise<unknown> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, outlineAfterMs);
  });
}

/** Whether a card has something that the first paint has no words for, or whose height it cannot know: a list. */
function saysMore({ reason, warning, endsSoon, scopes, missingFields, fields }: Connection): boolean {
  return (
    (reason ?? warning ?? endsSoon ?? scopes?.missing[0]) !== undefined ||
    missingFields.some((key) => !fields.some((field) => field.key === key)) ||
    fields.some((field) => field.collection)
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-config': ConnectionConfig;
  }
}
