import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LogEntry } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import type { ConnectionClient } from '../api/client.ts';

/** What the controller needs of its element. */
export interface LogOptions {
  readonly client: () => ConnectionClient;
  readonly connectionId: () => string;
  /** What a thrown value means; undefined for work given up on purpose. */
  readonly failureOf: (thrown: unknown) => ApiError | undefined;
}

/** The log of one connection: opened on demand, page by page, newest first. */
export class LogController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #options: LogOptions;
  #abort: AbortController | undefined;
  open = false;
  loading = false;
  error: ApiError | undefined;
  entries: readonly LogEntry[] = [];
  #next: string | undefined;

  constructor(host: ReactiveControllerHost, options: LogOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#abort?.abort();
  }

  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  toggle(): void {
    this.open = !this.open;
    if (this.open) void this.refresh();
    else this.#abort?.abort();
    this.#host.requestUpdate();
  }

  /** Reads the newest page, if the log is open. */
  async refresh(): Promise<void> {
    if (this.open) await this.#read(undefined);
  }

  /** Reads the next older page. */
  async more(): Promise<void> {
    if (this.#next !== undefined && !this.loading) await this.#read(this.#next);
  }

  async #read(cursor: string | undefined): Promise<void> {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    this.#update({ loading: true, error: undefined });
    try {
      const page = await this.#options.client().logs(this.#options.connectionId(), cursor, abort.signal);
      if (abort.signal.aborted) return;
      this.#next = page.next;
      this.#update({ loading: false, entries: cursor === undefined ? page.entries : [...this.entries, ...page.entries] });
    } catch (thrown) {
      const error = this.#options.failureOf(thrown);
      if (error && !abort.signal.aborted) this.#update({ loading: false, error });
    }
  }

  #update(change: Partial<Pick<LogController, 'loading' | 'error' | 'entries'>>): void {
    Object.assign(this, change);
    this.#host.requestUpdate();
  }
}
