import type { FlowPage } from '../../widget/controllers/flow-page.ts';

/** A window as the tag sees it after opening one. */
export class FakeWindow {
  closed = false;
  focused = 0;
  readonly messages: { readonly data: unknown; readonly targetOrigin: string }[] = [];
  postMessage(data: unknown, targetOrigin: string): void {
    this.messages.push({ data, targetOrigin });
  }
  focus(): void {
    this.focused++;
  }
  close(): void {
    this.closed = true;
  }
}

/** A page whose clock, windows, address and storage are in the hands of a test. */
export class FakePage implements FlowPage {
  readonly opened: { readonly url: string; readonly name: string; readonly features: string; readonly window: FakeWindow }[] = [];
  readonly navigations: string[] = [];
  /** What was copied, in order. */
  readonly copied: string[] = [];
  readonly clipboard = { writeText: (text: string) => Promise.resolve(void this.copied.push(text)) };
  readonly stored = new Map<string, string>();
  /** Whether the browser lets windows open. */
  popupsAllowed = true;
  visible = true;
  hash = '';
  readonly origin = 'https://app.example';
  readonly address = 'https://app.example/settings?tab=apps';
  framed = false;
  browser: FlowPage['browser'] = { userAgent: navigator.userAgent };
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly work: () => void }>();
  readonly #windowEvents = new EventTarget();
  readonly #documentEvents = new EventTarget();

  readonly window = {
    addEventListener: this.#windowEvents.addEventListener.bind(this.#windowEvents),
    removeEventListener: this.#windowEvents.removeEventListener.bind(this.#windowEvents),
    open: (url?: string | URL, name = '', features = ''): Window | null => {
      if (!this.popupsAllowed) return null;
      const window = new FakeWindow();
      this.opened.push({ url: String(url), name, features, window });
      return window as unknown as Window;
    },
  } as FlowPage['window'];

  readonly document = {
    addEventListener: this.#documentEvents.addEventListener.bind(this.#documentEvents),
    removeEventListener: this.#documentEvents.removeEventListener.bind(this.#documentEvents),
    visibilityState: 'visible',
  } as FlowPage['document'];

  readonly location = Object.defineProperties(
    { pathname: '/settings', search: '?tab=apps', hash: '' },
    { hash: { get: () => this.hash } },
  );
  readonly history = {
    state: null,
    replaceState: (_state: unknown, _title: string, url?: string | URL | null): void => {
      this.hash = new URL(String(url), this.origin).hash;
    },
  };
  readonly sessionStorage = {
    getItem: (key: string) => this.stored.get(key) ?? null,
    setItem: (key: string, value: string) => void this.stored.set(key, value),
    removeItem: (key: string) => void this.stored.delete(key),
  };

  navigate(url: string): void {
    this.navigations.push(url);
  }

  now(): number {
    return this.#now;
  }

  setTimer(work: () => void, delayMs: number): () => void {
    const timer = { at: this.#now + delayMs, work };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass, and with it the timers that are due. */
  advance(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers]) {
      if (timer.at <= this.#now && this.#timers.delete(timer)) timer.work();
    }
  }

  /** A message arrives at the page. */
  message(data: unknown, origin: string, source: unknown = this.opened.at(-1)?.window): void {
    this.#windowEvents.dispatchEvent(Object.assign(new Event('message'), { data, origin, source }));
  }

  /** The network is gone. */
  offline(): void {
    this.#windowEvents.dispatchEvent(new Event('offline'));
  }

  /** The network is back. */
  online(): void {
    this.#windowEvents.dispatchEvent(new Event('online'));
  }

  /** The customer comes back to the page. */
  focus(): void {
    this.#windowEvents.dispatchEvent(new Event('focus'));
  }
}
