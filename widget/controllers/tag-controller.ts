import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { Connection, Snapshot } from '#contract';
import type { ConnectionCard } from '../elements/connection-card.ts';
import type { ApiError } from '../api/api-error.ts';
import type { SharedParts } from '../on-demand.ts';
import { takeRedirectReturn } from '../popup/redirect-return.ts';
import type { Localizer } from '../translations/localizer.ts';
import { createConnectionSearch, matchesQuery } from '../views/connection-search.ts';
import type { FlowPage } from './flow-page.ts';
import { NeighbourController } from './neighbour-controller.ts';
import { NetworkController } from './network-controller.ts';
import { RefreshController } from './refresh-controller.ts';

/** What the controller needs of its tag. */
export interface TagHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: ParentNode;
  readonly integration: string;
  reload(): Promise<void>;
}

/** What a tag does after its first paint: takes in newer states, tells the page of them, and goes on with what was under way. */
export class TagController {
  readonly #host: TagHost;
  readonly #shared: SharedParts;
  readonly #page: FlowPage;
  readonly #network: NetworkController;
  readonly #connectionSearch: ReturnType<typeof createConnectionSearch>;
  #query = '';
  /** Questions under way that nobody asked for. */
  #unasked = 0;

  /** @param isReady whether there is anything to load again. */
  constructor(host: TagHost, shared: SharedParts, page: FlowPage, isReady: () => boolean) {
    this.#host = host;
    this.#shared = shared;
    this.#page = page;
    const lookAgain = () => void (isReady() && this.lookAgain());
    // Offline there is nothing to be learned, and the network's return asks again: often a moment before it carries anything.
    new RefreshController(host, page, () => this.#network.offline || lookAgain());
    this.#network = new NetworkController(host, page, lookAgain);
    new NeighbourController(host, lookAgain);
    this.#connectionSearch = createConnectionSearch(shared);
    // Whoever ran into somebody else's change is shown it at once.
    host.addEventListener('connection-failed', ({ detail }) => {
      if (detail.code === 'conflict') void (isReady() && host.reload());
    });
  }

  /** Asks for the newest state although nobody has asked for it. */
  async lookAgain(): Promise<void> {
    this.#unasked++;
    await this.#host.reload();
    this.#unasked--;
  }

  /**
   * Whether a load that failed is to be passed over: the tag looked by itself, there was no answer, and what is shown is as good as it was
   * a moment ago. It looks again before long.
   */
  forgives({ status }: ApiError): boolean {
    return this.#unasked > 0 && (status === 0 || status >= 500);
  }

  /** What holds for all connections: that there is no network. */
  banner({ t }: Localizer): TemplateResult | undefined {
    if (!this.#network.offline) return undefined;
    const { html, message } = this.#shared;
    const words = message({ tone: 'warning', code: 'offline', content: t('offline') });
    return html`<div class="banner" role="status">${words}</div>`;
  }

  /** The connections that are meant by what is in the search. */
  found(connections: readonly Connection[]): readonly Connection[] {
    return connections.filter((connection) => matchesQuery(connection, this.#query));
  }

  /** The search above a long list. */
  search(total: number, found: number, localizer: Localizer): TemplateResult {
    const onQuery = (query: string): void => {
      this.#query = query;
      this.#host.requestUpdate();
    };
    return this.#connectionSearch({ query: this.#query, total, found, localizer, onQuery });
  }

  /** Tells the page of every other status. @returns the newer state, in which whatever is as before is the same object: it is not drawn again. */
  takeIn(before: Snapshot, now: Snapshot): Snapshot {
    const connections = now.connections.map((connection) => {
      const old = before.connections.find(({ id }) => id === connection.id);
      if (old) this.#announce(old, connection);
      return old && isSame(old, connection) ? old : connection;
    });
    const next = { ...now, connections };
    return isSame(before, next) ? before : next;
  }

  /** Goes on with what this tab had under way when it left this page or loaded it again. */
  resume(integration: string, serverUrl: string): void {
    const cards = [...this.#host.renderRoot.querySelectorAll<ConnectionCard>('connection-card')];
    const cardOf = (configVar: string) => cards.find(({ connection }) => connection.configVar === configVar);
    const returned = takeRedirectReturn(
      this.#page,
      (redirect) =>
        redirect.baseUrl === serverUrl && redirect.integration === integration && cardOf(redirect.configVar) !== undefined,
    );
    if (returned) cardOf(returned.configVar)?.resume(returned);
    for (const card of cards) card.recall();
  }

  #announce(before: Connection, now: Connection): void {
    if (before.status === now.status) return;
    const { id: connectionId, configVar, status, reason } = now;
    const detail = { connectionId, configVar, status, previous: before.status, ...(reason ? { reason } : {}) };
    this.#host.dispatchEvent(new this.#shared.events.ConnectionStatusEvent(detail));
  }
}

// Both come from the same server, which writes their keys in the same order.
function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
