import * as v from 'valibot';
import type { BeginMessage, StartedFlow } from '#contract';
import { doneMessageSchema, readyMessageSchema } from '#contract';

/** What a {@link PopupWindow} needs of the page, and whom it tells. */
export interface PopupWindowOptions {
  /** The start page; its origin is the only one that is listened to and spoken to. */
  readonly url: string;
  readonly name: string;
  readonly page: Pick<Window, 'open' | 'addEventListener' | 'removeEventListener'> & {
    readonly screen?: { readonly availWidth: number; readonly availHeight: number };
  };
  /** The start page has asked: the window is there and can talk to us, though there may be no flow yet. */
  readonly onReady: () => void;
  /** The start page has been told which flow it belongs to. */
  readonly onHandshake: () => void;
  /** The completion page asks us to look at the server now. */
  readonly onDone: () => void;
}

/**
 * The window of one sign-in and the handshake with its start page. It is opened by the constructor, so construct it inside the
 * click, before any `await`: browsers allow a window only then. `closed` of the window is never read as an outcome, because a
 * provider's Cross-Origin-Opener-Policy makes it true while the window is open.
 */
export class PopupWindow {
  readonly #options: PopupWindowOptions;
  readonly #origin: string;
  readonly #window: Window | null;
  #flow: StartedFlow | undefined;
  #ready = false;

  constructor(options: PopupWindowOptions) {
    this.#options = options;
    this.#origin = new URL(options.url).origin;
    options.page.addEventListener('message', this.#onMessage);
    this.#window = openWindow(options);
  }

  /** The browser gave no window: the one certain sign of a blocker. */
  get blocked(): boolean {
    return this.#window === null;
  }

  /** Whether the window can still be brought to the front. False is no proof that it is gone. */
  get reachable(): boolean {
    return this.#window !== null && !this.#window.closed;
  }

  /** Tells the start page which flow it belongs to, as soon as it has asked. */
  begin(flow: StartedFlow): void {
    this.#flow = flow;
    this.#answer();
  }

  focus(): void {
    this.#window?.focus();
  }

  /** Closes the window where the browser lets us, and stops listening. */
  close(): void {
    this.dispose();
    this.#window?.close();
  }

  /** Stops listening and leaves the window to the customer. */
  dispose(): void {
    this.#options.page.removeEventListener('message', this.#onMessage);
  }

  readonly #onMessage = (event: MessageEvent): void => {
    if (event.origin !== this.#origin || event.source === null || event.source !== this.#window) return;
    if (v.is(readyMessageSchema, event.data)) {
      this.#ready = true;
      this.#options.onReady();
      this.#answer();
    } else if (v.is(doneMessageSchema, event.data) && event.data.flowId === this.#flow?.id) {
      this.#options.onDone();
    }
  };

  #answer(): void {
    if (!this.#ready || !this.#flow) return;
    const message: BeginMessage = { type: 'connection-config:begin', flowId: this.#flow.id, startSecret: this.#flow.startSecret };
    this.#window?.postMessage(message, this.#origin);
    this.#options.onHandshake();
  }
}

function openWindow({ url, name, page }: PopupWindowOptions): Window | null {
  try {
    return page.open(url, name, features(page.screen));
  } catch {
    // Firefox throws in a frame whose sandbox allows no windows; others answer null.
    return null;
  }
}

function features(screen: PopupWindowOptions['page']['screen']): string {
  const width = 560;
  const height = 760;
  if (!screen) return `popup,width=${width},height=${height}`;
  const left = Math.max(0, Math.round((screen.availWidth - width) / 2));
  const top = Math.max(0, Math.round((screen.availHeight - height) / 2));
  return `popup,width=${width},height=${height},left=${left},top=${top}`;
}
