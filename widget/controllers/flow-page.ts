import type { PopupWindowOptions } from '../popup/popup-window.ts';
import type { BrowserTraits } from '../popup/in-app-browser.ts';
import type { ReturnPage } from '../popup/redirect-return.ts';

/** What a CONNECT does to the page around it, passed in so that tests need neither a clock nor a browser window. */
export interface FlowPage extends ReturnPage {
  /** Opens windows and hears `message`, `focus` and `pageshow`. */
  readonly window: PopupWindowOptions['page'];
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  readonly origin: string;
  /** The page's address without its fragment. */
  readonly address: string;
  /** Whether another page shows this one in a frame. The server's pages let nobody do that. */
  readonly framed: boolean;
  readonly browser: BrowserTraits;
  navigate(url: string): void;
  /** Absent where the browser gives none to the page, for example without TLS. */
  readonly clipboard: Pick<Clipboard, 'writeText'> | undefined;
  /** Milliseconds, any origin. */
  now(): number;
  /** @returns a function that stops the timer. */
  setTimer(work: () => void, delayMs: number): () => void;
}

/** The page the tag really lives in. */
export function browserFlowPage(): FlowPage {
  return {
    window,
    document,
    location: window.location,
    history: window.history,
    get sessionStorage() {
      return window.sessionStorage;
    },
    origin: window.location.origin,
    get address() {
      return window.location.href.replace(/#.*$/, '');
    },
    framed: window.parent !== window,
    browser: navigator,
    navigate: (url) => window.location.assign(url),
    // Not there in a page without TLS, whatever its type says.
    clipboard: (window.navigator as { clipboard?: Clipboard }).clipboard,
    now: () => performance.now(),
    setTimer(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
  };
}
