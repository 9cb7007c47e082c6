import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Connection, DeviceFlow, FlowStatus, StartedFlow } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import type { ConnectionClient } from '../api/client.ts';
import { PopupWindow } from '../popup/popup-window.ts';
import type { RedirectReturn } from '../popup/redirect-return.ts';
import { rememberRedirect } from '../popup/redirect-return.ts';
import type { ConnectFlow, ConnectFlowEvent, ConnectFlowMode } from '../state/connect-flow.ts';
import { idleFlow, isPending, nextConnectFlow } from '../state/connect-flow.ts';
import type { FlowPage } from './flow-page.ts';

/** Without a handshake after this long, the window is taken as one that cannot talk to us. */
export const handshakeTimeoutMs = 3000;
/** The server forgets a flow in a window after this long, and so do we. */
export const flowTimeoutMs = 600_000;

/** What the controller needs of its element. */
export interface ConnectFlowOptions {
  /** Read when needed, since an element gets its properties after its controllers. */
  readonly page: () => FlowPage;
  readonly client: () => ConnectionClient;
  readonly connection: () => Connection;
  readonly integration: () => string;
  /** What a thrown value means; undefined for work given up on purpose. */
  readonly failureOf: (thrown: unknown) => ApiError | undefined;
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
  #attempt: Attempt | undefined;
  #copiedCode: string | undefined;

  constructor(host: ReactiveControllerHost, options: ConnectFlowOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get #page(): FlowPage {
    return this.#options.page();
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

  /** Whether the code to be entered is in the clipboard, as far as we know. */
  get copied(): boolean {
    return this.#flow.name === 'entering' && this.#flow.device.userCode === this.#copiedCode;
  }

  hostConnected(): void {
    this.#listen('addEventListener');
    // An element that was moved in the page goes on where it was.
    if (this.#attempt?.flowId !== undefined) this.#follow(this.#attempt);
  }

  hostDisconnected(): void {
    this.#listen('removeEventListener');
    this.#attempt?.stopTimers();
  }

  /** Begins a CONNECT. Call it inside the click: for `popup` the window is opened before anything else happens. */
  start(mode: ConnectFlowMode): void {
    if (this.pending) return;
    this.#attempt?.end();
    const attempt = new Attempt(this.#page.now());
    this.#attempt = attempt;
    this.#dispatch({ type: 'start', mode });
    if (mode === 'popup' && !this.#openWindow(attempt)) return;
    void this.#begin(attempt, mode);
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
    // The first window may live on behind a provider's opener policy; its flow must not end up beside the new one.
    const superseded = attempt.started;
    this.#attempt = undefined;
    attempt.end();
    this.#dispatch({ type: 'cancel' });
    if (superseded)
      void this.#options
        .client()
        .cancelFlow(superseded.id)
        .catch(() => undefined);
    this.start('popup');
  }

  /** Goes on in this tab after a window could not be had. */
  continueInTab(): void {
    this.#attempt?.popup?.close();
    this.start('redirect');
  }

  /** Puts the code into the clipboard. Where the page may not, the code can still be selected. */
  async copyCode(): Promise<void> {
    const { clipboard } = this.#page;
    if (this.#flow.name !== 'entering' || !clipboard) return;
    const { userCode } = this.#flow.device;
    const copied = await clipboard.writeText(userCode).then(
      () => true,
      () => false,
    );
    if (copied) this.#copiedCode = userCode;
    this.#host.requestUpdate();
  }

  /** Gives up. Should the server have finished first, its word counts. */
  async cancel(): Promise<void> {
    const attempt = this.#attempt;
    attempt?.popup?.close();
    if (attempt?.flowId === undefined) return this.#settle({ type: 'cancel' });
    attempt.stopTimers();
    const status = await this.#options
      .client()
      .cancelFlow(attempt.flowId)
      .catch(() => undefined);
    if (this.#attempt !== attempt) return;
    this.#settle(status && hasEnded(status) ? { type: 'status', status } : { type: 'cancel' });
  }

  /** The second half of a redirect: this page and session ask the server to complete what they began. */
  async resume(redirect: RedirectReturn): Promise<void> {
    const attempt = new Attempt(this.#page.now());
    this.#attempt = attempt;
    attempt.flowId = redirect.flowId;
    this.#dispatch({ type: 'resume' });
    await this.#ask(attempt, () => {
      const { startSecret, completion } = redirect;
      const client = this.#options.client();
      return completion === undefined
        ? client.flow(redirect.flowId, attempt.signal)
        : client.finalizeFlow(redirect.flowId, { startSecret, completion }, attempt.signal);
    });
  }

  #openWindow(attempt: Attempt): boolean {
    const page = this.#page;
    const { client, connection } = this.#options;
    attempt.popup = new PopupWindow({
      url: client().startUrl(page.origin),
      name: `connection-config-${connection().id}`,
      page: page.window,
      onHandshake: () => {
        attempt.stopTimers();
        attempt.serverState = 'authorizing';
        this.#dispatch({ type: 'handshake' });
        this.#follow(attempt);
      },
      onDone: () => void this.#poll(attempt),
    });
    if (attempt.popup.blocked) {
      this.#settle({ type: 'blocked' });
      return false;
    }
    attempt.setTimer(page.setTimer(() => this.#settle({ type: 'blocked' }), handshakeTimeoutMs));
    return true;
  }

  async #begin(attempt: Attempt, mode: ConnectFlowMode): Promise<void> {
    const page = this.#page;
    const { client, connection, integration, prepare } = this.#options;
    try {
      if (!(await prepare())) {
        attempt.popup?.close();
        return this.#settleIf(attempt, { type: 'cancel' });
      }
      const request = mode === 'redirect' ? ({ mode, returnUrl: page.address } as const) : { mode };
      const answer = await client().connect(connection().id, request, attempt.signal);
      if (attempt !== this.#attempt) return;
      if (answer.kind === 'connected') return this.#settle({ type: 'answered', connection: answer.connection });
      attempt.flowId = answer.flow.id;
      if (answer.kind === 'device') return this.#showCode(attempt, answer.flow);
      attempt.started = answer.flow;
      if (mode === 'popup') return attempt.popup?.begin(answer.flow);
      const { id: flowId, startSecret } = answer.flow;
      const { baseUrl } = client();
      rememberRedirect(page.sessionStorage, {
        baseUrl,
        integration: integration(),
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

  #showCode(attempt: Attempt, device: DeviceFlow): void {
    attempt.endsAt = this.#page.now() + device.expiresInSeconds * 1000;
    this.#dispatch({ type: 'code', device });
    this.#follow(attempt);
    this.#options.onSettled(this.#flow);
  }

  // Asks once and plans the next time: every second while the customer may be coming back, less often later or out of sight.
  #follow(attempt: Attempt): void {
    const page = this.#page;
    if (page.now() > attempt.endsAt) return this.#settle({ type: 'timeout' });
    attempt.setTimer(page.setTimer(() => void this.#poll(attempt), this.#pollDelayMs(attempt)));
  }

  #pollDelayMs(attempt: Attempt): number {
    const page = this.#page;
    const early = page.now() - attempt.beganAt < 180_000;
    return early && page.document.visibilityState === 'visible' ? 1000 : 5000;
  }

  async #poll(attempt: Attempt): Promise<void> {
    const { flowId } = attempt;
    if (flowId === undefined || attempt !== this.#attempt || !this.pending || attempt.asking) return;
    attempt.stopTimers();
    await this.#ask(attempt, () => this.#options.client().flow(flowId, attempt.signal));
  }

  async #ask(attempt: Attempt, question: () => Promise<FlowStatus>): Promise<void> {
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

  #settleIf(attempt: Attempt, event: ConnectFlowEvent): void {
    if (attempt === this.#attempt) this.#settle(event);
  }

  #settle(event: ConnectFlowEvent): void {
    if (!this.#dispatch(event)) return;
    // A blocked window may still shake hands late, so its listener stays.
    if (event.type === 'blocked') this.#attempt?.stopTimers();
    else this.#attempt?.end();
    this.#options.onSettled(this.#flow);
  }

  #listen(method: 'addEventListener' | 'removeEventListener'): void {
    const { window, document } = this.#page;
    window[method]('focus', this.#lookNow);
    window[method]('pageshow', this.#lookNow);
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

/** One press of CONNECT: what it has begun and what has to be stopped with it. */
class Attempt {
  readonly beganAt: number;
  readonly #abort = new AbortController();
  /** When to give up, by the page's clock. */
  endsAt: number;
  popup: PopupWindow | undefined;
  /** The flow to follow. */
  flowId: string | undefined;
  /** What a window needs to begin it; absent where there is none. */
  started: StartedFlow | undefined;
  serverState: FlowStatus['state'] = 'created';
  asking = false;
  #stopTimer: (() => void) | undefined;

  constructor(beganAt: number) {
    this.beganAt = beganAt;
    this.endsAt = beganAt + flowTimeoutMs;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Replaces the one timer an attempt has. */
  setTimer(stop: () => void): void {
    this.stopTimers();
    this.#stopTimer = stop;
  }

  stopTimers(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  end(): void {
    this.stopTimers();
    this.#abort.abort();
    this.popup?.dispose();
  }
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
