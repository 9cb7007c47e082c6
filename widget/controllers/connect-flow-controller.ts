import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DeviceFlow, FlowStatus, StartedFlow } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import type { ConnectionClient } from '../api/client.ts';
import { isInAppBrowser } from '../popup/in-app-browser.ts';
import { PopupWindow } from '../popup/popup-window.ts';
import type { RedirectReturn } from '../popup/redirect-return.ts';
import { rememberRedirect } from '../popup/redirect-return.ts';
import { forgetFlow, rememberFlow } from '../popup/remembered-flow.ts';
import type { ConnectFlow, ConnectFlowEvent, ConnectFlowMode, Obstacle } from '../state/connect-flow.ts';
import { idleFlow, isPending, nextConnectFlow } from '../state/connect-flow.ts';
import { ConnectAttempt } from './connect-attempt.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import type { FlowPage } from './flow-page.ts';

/** Without a handshake after this long, the window is taken as one that cannot talk to us. */
export const handshakeTimeoutMs = 3000;
/** An answer that takes longer is lost, as after a laptop's sleep: ask again. */
const answerTimeoutMs = 10_000;

/** What the controller needs of its element. */
export interface ConnectFlowOptions extends ConnectionSurroundings {
  /** Runs before the flow is begun, after the window is open: saves what has been typed. False gives the attempt up. */
  readonly prepare: () => Promise<boolean>;
  /** The flow has come to an end, or cannot go on without the person. */
  readonly onSettled: (flow: ConnectFlow) => void;
}

/**
 * Owns every effect of CONNECT: opens the window inside the click, asks the server for a flow, shakes hands, follows the outcome by
 * asking the server, gives up when the time is over. What all this means is decided by the pure {@link nextConnectFlow}.
 */
export class ConnectFlowController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: ConnectFlowOptions;
  #flow: ConnectFlow = idleFlow;
  #attempt: ConnectAttempt | undefined;
  #isConnected = false;
  #copied: { readonly text: string; readonly worked: boolean } | undefined;

  constructor(host: ReactiveControllerHost, options: ConnectFlowOptions) {
    this.#host = host;
    this.#options = options;
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
    if (this.#attempt?.flowId !== undefined) this.#follow(this.#attempt);
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
    if (possible === 'popup' && !this.#openWindow(attempt)) return;
    void this.#begin(attempt, possible);
  }

  /** Brings the window back, or opens another. Call it inside the click. */
  reopen(): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    if (attempt.popup?.reachable) return attempt.popup.focus();
    if (attempt.started && attempt.serverState === 'created') {
      attempt.popup?.dispose();
      if (this.#openWindow(attempt)) attempt.popup?.begin(attempt.started);
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
    const { clipboard } = this.#page;
    const written = clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    this.#copied = { text, worked: (await written) ?? false };
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
    await this.#ask(attempt, () => {
      const { startSecret, completion } = redirect;
      const client = this.#client;
      return completion === undefined
        ? client.flow(redirect.flowId, attempt.signal)
        : client.finalizeFlow(redirect.flowId, { startSecret, completion }, attempt.signal);
    });
  }

  /** Goes on with a window that was opened before this page, or the tag in it, was loaded again. */
  async recall(flowId: string): Promise<void> {
    const attempt = this.#newAttempt();
    attempt.flowId = flowId;
    attempt.isRecalled = true;
    this.#dispatch({ type: 'resume', name: 'authorizing' });
    await this.#ask(attempt, async () => {
      const client = this.#client;
      const status = await client.flow(flowId, attempt.signal);
      // Its window waits for an answer that only the page before this one could give.
      return status.state === 'created' ? client.cancelFlow(flowId) : status;
    });
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

  #openWindow(attempt: ConnectAttempt): boolean {
    const page = this.#page;
    const { connection } = this.#options;
    attempt.popup = new PopupWindow({
      url: this.#client.startUrl(page.origin),
      name: `connection-config-${connection().id}`,
      page: page.window,
      // Finding out about a customer's server takes a while; a window that waits for it is not a blocked one.
      onReady: () => attempt.stopTimers(),
      onHandshake: () => {
        attempt.stopTimers();
        attempt.serverState = 'authorizing';
        this.#dispatch({ type: 'handshake' });
        this.#follow(attempt);
      },
      onDone: () => void this.#poll(attempt),
    });
    const block = (by: Obstacle) => this.#settle({ type: 'blocked', by: page.framed ? 'frame' : by });
    if (attempt.popup.blocked) {
      block('window');
      return false;
    }
    attempt.setTimer(page.setTimer(() => block('silent'), handshakeTimeoutMs));
    return true;
  }

  async #begin(attempt: ConnectAttempt, mode: ConnectFlowMode): Promise<void> {
    const page = this.#page;
    const { connection, prepare } = this.#options;
    try {
      if (!(await prepare())) {
        attempt.popup?.close();
        return this.#settleIf(attempt, { type: 'cancel' });
      }
      const request = mode === 'redirect' ? ({ mode, returnUrl: page.address } as const) : { mode };
      const answer = await this.#client.connect(connection().id, request, attempt.signal);
      if (attempt !== this.#attempt) return;
      if (answer.kind === 'connected') return this.#settle({ type: 'answered', connection: answer.connection });
      attempt.flowId = answer.flow.id;
      if (answer.kind === 'device') return this.#showCode(attempt, answer.flow);
      attempt.started = answer.flow;
      if (mode === 'popup') {
        rememberFlow(page, connection().id, answer.flow);
        return attempt.popup?.begin(answer.flow);
      }
      const { id: flowId, startSecret } = answer.flow;
      const { baseUrl } = this.#client;
      rememberRedirect(page.sessionStorage, {
        baseUrl,
        integration: this.#options.context().snapshot?.integration.key ?? '',
        configVar: connection().configVar,
        flowId,
        startSecret,
      });
      page.navigate(redirectUrl(baseUrl, answer.flow));
    } catch (thrown) {
      const failure = this.#options.failureOf(thrown);
      if (!failure) return;
      attempt.popup?.close();
      this.#settleIf(attempt, refused(failure));
    }
  }

  #showCode(attempt: ConnectAttempt, device: DeviceFlow): void {
    attempt.endsAt = this.#page.now() + device.expiresInSeconds * 1000;
    this.#dispatch({ type: 'code', device });
    this.#follow(attempt);
    this.#options.onSettled(this.#flow);
  }

  // Asks once and plans the next time: whoever is looking sees the result within two seconds; out of sight there is no hurry.
  #follow(attempt: ConnectAttempt): void {
    if (!this.#isConnected) return;
    const page = this.#page;
    if (page.now() > attempt.endsAt) return this.#settle({ type: 'timeout' });
    attempt.setTimer(page.setTimer(() => void this.#poll(attempt), this.#pollDelayMs(attempt)));
  }

  #pollDelayMs(attempt: ConnectAttempt): number {
    const page = this.#page;
    if (page.document.visibilityState !== 'visible') return 5000;
    return page.now() - attempt.beganAt < 180_000 ? 1000 : 1500;
  }

  async #poll(attempt: ConnectAttempt): Promise<void> {
    const { flowId } = attempt;
    if (flowId === undefined || attempt !== this.#attempt || !this.pending || attempt.asking) return;
    attempt.stopTimers();
    const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(answerTimeoutMs)]);
    await this.#ask(attempt, () => this.#client.flow(flowId, signal));
  }

  async #ask(attempt: ConnectAttempt, question: () => Promise<FlowStatus>): Promise<void> {
    attempt.asking = true;
    try {
      const status = await question();
      if (attempt !== this.#attempt) return;
      attempt.serverState = status.state;
      if (hasEnded(status)) return this.#settle({ type: 'status', status });
      this.#dispatch({ type: 'status', status });
      // The time that is left is shown with the code.
      if (this.#flow.name === 'entering') this.#host.requestUpdate();
      this.#follow(attempt);
    } catch (thrown) {
      const failure = this.#options.failureOf(thrown);
      if (!failure || attempt !== this.#attempt) return;
      const { code, status } = failure;
      // Begun by somebody who is no longer signed in on this page.
      if (attempt.isRecalled && status === 404) return this.#abandon();
      // A server or network that is down for a moment says nothing about the sign-in.
      if (status === 0 ? code === 'offline' : status >= 500 || status === 429) return this.#follow(attempt);
      this.#settle(refused(failure));
    } finally {
      attempt.asking = false;
    }
  }

  #dispatch(event: ConnectFlowEvent): boolean {
    const next = nextConnectFlow(this.#flow, event);
    if (next === this.#flow) return false;
    this.#flow = next;
    this.#host.requestUpdate();
    return true;
  }

  #settleIf(attempt: ConnectAttempt, event: ConnectFlowEvent): void {
    if (attempt === this.#attempt) this.#settle(event);
  }

  #settle(event: ConnectFlowEvent): void {
    if (!this.#dispatch(event)) return;
    // A blocked window may still shake hands late, so its listener stays.
    if (event.type === 'blocked') this.#attempt?.stopTimers();
    else {
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
    if (this.#attempt && this.#page.document.visibilityState === 'visible') void this.#poll(this.#attempt);
  };
}

function hasEnded(status: FlowStatus): boolean {
  return status.state === 'succeeded' || status.state === 'failed' || status.state === 'cancelled' || status.state === 'expired';
}

function refused({ code, detail }: ApiError): ConnectFlowEvent {
  return { type: 'refused', code, ...(detail === undefined ? {} : { detail }) };
}

function redirectUrl(baseUrl: string, flow: StartedFlow): string {
  return `${baseUrl}/oauth/start#flow=${encodeURIComponent(flow.id)}&secret=${encodeURIComponent(flow.startSecret)}`;
}
