import type { FlowStatus, StartedFlow } from '#contract';
import type { PopupWindow } from '../popup/popup-window.ts';

/** The server forgets a flow in a window after this long, and so do we. */
const flowTimeoutMs = 600_000;

/** One press of CONNECT: what it has begun and what has to be stopped with it. */
export class ConnectAttempt {
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
  /** Begun by an earlier page in this tab. */
  isRecalled = false;
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
