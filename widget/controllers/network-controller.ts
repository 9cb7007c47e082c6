import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FlowPage } from './flow-page.ts';

/** Notices when the browser has no network, and when it is back. A network that only seems to work shows when something is asked. */
export class NetworkController implements ReactiveController {
  /** The browser says that it has no network. */
  offline = false;
  readonly #host: ReactiveControllerHost;
  readonly #window: FlowPage['window'];
  readonly #onReturn: () => void;

  /** @param onReturn the network is back: what was missed can be asked for. */
  constructor(host: ReactiveControllerHost, page: FlowPage, onReturn: () => void) {
    this.#host = host;
    this.#window = page.window;
    this.#onReturn = onReturn;
    host.addController(this);
  }

  hostConnected(): void {
    this.#window.addEventListener('offline', this.#onChange);
    this.#window.addEventListener('online', this.#onChange);
  }

  hostDisconnected(): void {
    this.#window.removeEventListener('offline', this.#onChange);
    this.#window.removeEventListener('online', this.#onChange);
  }

  readonly #onChange = ({ type }: Event): void => {
    this.offline = type === 'offline';
    this.#host.requestUpdate();
    if (!this.offline) this.#onReturn();
  };
}
