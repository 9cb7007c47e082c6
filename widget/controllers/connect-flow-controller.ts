import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConnectionClient } from '../api/client.ts';
import { isInAppBrowser } from '../popup/in-app-browser.ts';
import type { RedirectReturn } from '../popup/redirect-return.ts';
import { forgetFlow } from '../popup/remembered-flow.ts';
import type { ConnectFlow, ConnectFlowEvent, ConnectFlowMode } from '../state/connect-flow.ts';
import { idleFlow, isPending, nextConnectFlow } from '../state/connect-flow.ts';
import { beginFlow } from './begin-flow.ts';
import { ConnectAttempt } from './connect-attempt.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import { copyText } from './copy-text.ts';
import { FlowFollower } from './flow-follower.ts';
import type { FlowPage } from './flow-page.ts';
import type { FlowRun } from './flow-run.ts';
import { hasEnded } from './flow-run.ts';
import { openFlowWindow } from './open-flow-window.ts';
import { completeRedirect, findRecalled } from './resume-flow.ts';

/** What the controller needs of its element. */
export interface ConnectFlowOptions extends ConnectionSurroundings {
  /** Runs before the flow is begun, after the window is open: saves what has been typed. False gives the attempt up. */
  readonly prepare: () => Promise<boolean>;
  /** The flow has come to an end, or cannot go on without the person. */
  readonly onSettled: (flow: ConnectFlow) => void;
}

/**
 * Runs a CONNECT, one attempt at a time: what the person can do, and which part does it. The window is opened by {@link openFlowWindow},
 * the flow begun by {@link beginFlow} and followed by {@link FlowFollower}. What it all means is decided by the pure
 * {@link nextConnectFlow}.
 */
export class ConnectFlowController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: ConnectFlowOptions;
  #flow: ConnectFlow = idleFlow;
  #attempt: ConnectAttempt | undefined;
  #isConnected = false;
  #copied: { readonly text: string; readonly worked: boolean } | undefined;
  readonly #run: FlowRun;
  readonly #follower: FlowFollower;

  constructor(host: ReactiveControllerHost, options: ConnectFlowOptions) {
    this.#host = host;
    this.#options = options;
    this.#run = {
      ...options,
      flow: () => this.#flow,
      isConnected: () => this.#isConnected,
      isCurrent: (attempt) => attempt === this.#attempt,
      dispatch: (event) => this.#dispatch(event),
      settle: (event) => this.#settle(event),
      abandon: () => this.#abandon(),
      requestUpdate: () => host.requestUpdate(),
    };
    this.#follower = new FlowFollower(this.#run);
    host.addController(this);
  }

  get #page(): FlowPage {
    return this.#options.page();
  }

  get #client(): ConnectionClient {
    return this.#options.client();
  }

  /** Where the CONNECT stands. */
  get flow(): ConnectFlow {
    return this.#flow;
  }

  get pending(): boolean {
    return isPending(this.#flow);
  }

  /** Milliseconds until the flow is over. */
  get millisecondsLeft(): number {
    return Math.max((this.#attempt?.endsAt ?? 0) - this.#page.now(), 0);
  }

  /** Where this page can be opened again. */
  get link(): string {
    return this.#page.address + this.#page.location.hash;
  }

  /** Whether signing in in this tab can work: a frame shows neither the server's pages nor a provider's. */
  get canUseTab(): boolean {
    return !this.#page.framed;
  }

  hostConnected(): void {
    this.#isConnected = true;
    this.#listen('addEventListener');
    // An element that was moved in the page goes on where it was.
    if (this.#attempt?.flowId !== undefined) this.#follower.follow(this.#attempt);
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    this.#listen('removeEventListener');
    // A window that does not answer is noticed all the same.
    if (this.#flow.name !== 'opening') this.#attempt?.stopTimers();
  }

  /** Begins a CONNECT. Call it inside the click: for `popup` the window is opened before anything else happens. */
  start(mode: ConnectFlowMode): void {
    if (this.pending) return;
    const attempt = this.#newAttempt();
    const possible = mode === 'redirect' && !this.canUseTab ? 'popup' : mode;
    this.#dispatch({ type: 'start', mode: possible });
    const leads = possible === 'popup' || possible === 'redirect';
    if (leads && isInAppBrowser(this.#page.browser)) return this.#settle({ type: 'blocked', by: 'app' });
    if (possible === 'popup' && !openFlowWindow(this.#run, this.#follower, attempt)) return;
    void this.#begin(attempt, possible);
  }

  /** Brings the window back, or opens another. Call it inside the click. */
  reopen(): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    if (attempt.popup?.reachable) return attempt.popup.focus();
    if (attempt.started && attempt.serverState === 'created') {
      attempt.popup?.dispose();
      if (openFlowWindow(this.#run, this.#follower, attempt)) attempt.popup?.begin(attempt.started);
      return;
    }
    this.#abandon();
    this.start('popup');
  }

  /** Goes on in this tab after a window could not be had, or although an app's browser may be refused. */
  continueInTab(): void {
    this.#attempt?.popup?.close();
    this.#abandon();
    const attempt = this.#newAttempt();
    this.#dispatch({ type: 'start', mode: 'redirect' });
    void this.#begin(attempt, 'redirect');
  }

  /** Whether this text could be put into the clipboard; undefined when nobody has asked for it. */
  copied(text: string): boolean | undefined {
    return this.#copied?.text === text ? this.#copied.worked : undefined;
  }

  /** Puts a text into the clipboard. Where the page may not, it can still be selected. */
  async copy(text: string): Promise<void> {
    this.#copied = { text, worked: await copyText(this.#page, text) };
    this.#host.requestUpdate();
  }

  /** Gives up. Should the server have finished first, its word counts. */
  async cancel(): Promise<void> {
    const attempt = this.#attempt;
    attempt?.popup?.close();
    if (attempt?.flowId === undefined) return this.#settle({ type: 'cancel' });
    attempt.stopTimers();
    const status = await this.#client.cancelFlow(attempt.flowId).catch(() => undefined);
    if (this.#attempt !== attempt) return;
    this.#settle(status && hasEnded(status) ? { type: 'status', status } : { type: 'cancel' });
  }

  /** The second half of a redirect: this page and session ask the server to complete what they began. */
  async resume(redirect: RedirectReturn): Promise<void> {
    const attempt = this.#newAttempt();
    attempt.flowId = redirect.flowId;
    this.#dispatch({ type: 'resume', name: 'confirming' });
    await this.#follower.ask(attempt, () => completeRedirect(this.#client, redirect, attempt.signal));
  }

  /** Goes on with a window that was opened before this page, or the tag in it, was loaded again. */
  async recall(flowId: string): Promise<void> {
    const attempt = this.#newAttempt();
    attempt.flowId = flowId;
    attempt.isRecalled = true;
    this.#dispatch({ type: 'resume', name: 'authorizing' });
    await this.#follower.ask(attempt, () => findRecalled(this.#client, flowId, attempt.signal));
  }

  #begin(attempt: ConnectAttempt, mode: ConnectFlowMode): Promise<void> {
    return beginFlow(this.#run, this.#follower, attempt, mode, this.#options.prepare);
  }

  #newAttempt(): ConnectAttempt {
    this.#attempt?.end();
    this.#copied = undefined;
    return (this.#attempt = new ConnectAttempt(this.#page.now()));
  }

  // The window may live on behind a provider's opener policy; its flow must not end up beside the next one.
  #abandon(): void {
    const flowId = this.#attempt?.flowId;
    this.#attempt?.end();
    this.#attempt = undefined;
    this.#dispatch({ type: 'cancel' });
    if (flowId === undefined) return;
    this.#forget();
    void this.#client.cancelFlow(flowId).catch(() => undefined);
  }

  #forget(): void {
    forgetFlow(this.#page, this.#options.connection().id);
  }

  #dispatch(event: ConnectFlowEvent): boolean {
    const next = nextConnectFlow(this.#flow, event);
    if (next === this.#flow) return false;
    this.#flow = next;
    this.#host.requestUpdate();
    return true;
  }

  #settle(event: ConnectFlowEvent): void {
    if (!this.#dispatch(event)) return;
    // A blocked window may still shake hands late, so its listener stays.
    if (event.type === 'blocked') this.#attempt?.stopTimers();
    else if (event.type !== 'code') {
      this.#attempt?.end();
      this.#forget();
    }
    this.#options.onSettled(this.#flow);
  }

  #listen(method: 'addEventListener' | 'removeEventListener'): void {
    const { window, document } = this.#page;
    window[method]('focus', this.#lookNow);
    window[method]('pageshow', this.#lookNow);
    window[method]('online', this.#lookNow);
    document[method]('visibilitychange', this.#lookNow);
  }

  // Whoever comes back to the page wants to see the result at once.
  readonly #lookNow = (event: Event): void => {
    if (
      event.type === 'pageshow' &&
      (event as PageTransitionEvent).persisted &&
      this.#flow.name === 'opening' &&
      this.#flow.mode === 'redirect'
    ) {
      // Back from the third party by the back button: the page was kept as it was left.
      return this.#settle({ type: 'cancel' });
    }
    if (this.#attempt && this.#page.document.visibilityState === 'visible') void this.#follower.poll(this.#attempt);
  };
}
