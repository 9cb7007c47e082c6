import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FlowPage } from './flow-page.ts';

const firstDelayMs = 15_000;
const longestDelayMs = 120_000;

/**
 * Notices what happens elsewhere, such as a first use or a failed renewal: asks again when somebody comes back to the page, and now
 * and then while the page is in sight, ever less often the longer nobody is there.
 */
export class RefreshController implements ReactiveController {
  readonly #page: FlowPage;
  readonly #refresh: () => void;
  #delayMs = firstDelayMs;
  #askedAt = Number.NEGATIVE_INFINITY;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, page: FlowPage, refresh: () => void) {
    this.#page = page;
    this.#refresh = refresh;
    host.addController(this);
  }

  hostConnected(): void {
    this.#page.document.addEventListener('visibilitychange', this.#onReturn);
    this.#page.window.addEventListener('focus', this.#onReturn);
    this.#askedAt = this.#page.now();
    this.#plan();
  }

  hostDisconnected(): void {
    this.#page.document.removeEventListener('visibilitychange', this.#onReturn);
    this.#page.window.removeEventListener('focus', this.#onReturn);
    this.#stop?.();
  }

  get #visible(): boolean {
    return this.#page.document.visibilityState === 'visible';
  }

  #plan(): void {
    this.#stop?.();
    this.#stop = this.#page.setTimer(() => {
      this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
      if (this.#visible) this.#ask();
      this.#plan();
    }, this.#delayMs);
  }

  #ask(): void {
    this.#askedAt = this.#page.now();
    this.#refresh();
  }

  readonly #onReturn = (): void => {
    // Focus and visibility come together; one question is enough.
    if (!this.#visible || this.#page.now() - this.#askedAt < 5000) return;
    this.#delayMs = firstDelayMs;
    this.#ask();
    this.#plan();
  };
}
