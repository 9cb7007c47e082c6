import type { ReactiveController, ReactiveControllerHost } from 'lit';

const changes = ['connection-connected', 'connection-disconnected', 'connection-saved'] as const;

/** What the controller reads from its element. */
export interface NeighbourHost extends ReactiveControllerHost, HTMLElement {
  readonly integration: string;
}

/** Hears what was done in another of our elements on the page, such as a button beside a status, that shows the same integration. */
export class NeighbourController implements ReactiveController {
  readonly #host: NeighbourHost;
  readonly #lookAgain: () => void;

  constructor(host: NeighbourHost, lookAgain: () => void) {
    this.#host = host;
    this.#lookAgain = lookAgain;
    host.addController(this);
  }

  hostConnected(): void {
    for (const name of changes) this.#host.ownerDocument.addEventListener(name, this.#onChange);
  }

  hostDisconnected(): void {
    for (const name of changes) this.#host.ownerDocument.removeEventListener(name, this.#onChange);
  }

  readonly #onChange = (event: Event): void => {
    const element = event.composedPath().find((each): each is NeighbourHost => 'integration' in each);
    if (element !== this.#host && element?.integration === this.#host.integration) this.#lookAgain();
  };
}
