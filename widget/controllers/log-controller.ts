import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LogEntry } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import { logReport } from '../state/log-report.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';
import { copyText } from './copy-text.ts';

/** What the last "copy for support" came to: in the clipboard, or shown to be copied by hand. */
export type CopiedReport = { readonly report: string; readonly worked: boolean };

/** The log of one connection: opened on demand, page by page, newest first. */
export class LogController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #around: ConnectionSurroundings;
  #abort: AbortController | undefined;
  #next: string | undefined;
  /** What failed last: the newest page (undefined) or the one after this cursor. */
  #asked: string | undefined;
  open = false;
  loading = false;
  error: ApiError | undefined;
  entries: readonly LogEntry[] = [];
  /** Only warnings and errors are asked for. */
  problemsOnly = false;
  copied: CopiedReport | undefined;
  /** Ids of the entries whose details are unfolded. */
  readonly unfolded = new Set<string>();

  constructor(host: ReactiveControllerHost, around: ConnectionSurroundings) {
    this.#host = host;
    this.#around = around;
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
    this.#update({ copied: undefined });
  }

  /** Shows all entries, or only warnings and errors. The server picks them, so that a page is a page. */
  async filter(problemsOnly: boolean): Promise<void> {
    this.#next = undefined;
    this.#update({ problemsOnly, entries: [] });
    await this.refresh();
  }

  /** Reads the newest page, if the log is open. */
  async refresh(): Promise<void> {
    if (this.open) await this.#read(undefined);
  }

  /** Reads the next older page. @returns how many entries it brought. */
  async more(): Promise<number> {
    if (this.#next === undefined || this.loading) return 0;
    const before = this.entries.length;
    await this.#read(this.#next);
    return this.entries.length - before;
  }

  /** Unfolds the details of an entry, or folds them again. */
  fold(id: string, unfolded: boolean): void {
    if (unfolded) this.unfolded.add(id);
    else this.unfolded.delete(id);
    this.#host.requestUpdate();
  }

  /** Resolves when what has been read is shown. */
  async shown(): Promise<void> {
    await this.#host.updateComplete;
  }

  /** Reads again what could not be read. */
  async retry(): Promise<void> {
    if (!this.loading) await this.#read(this.#asked);
  }

  /** Puts the entries that are shown into the clipboard, as a plain text of ids, times and codes. */
  async copyReport(): Promise<void> {
    const report = logReport(this.#around.connection().id, this.entries);
    const worked = await copyText(this.#around.page(), report);
    this.#update({ copied: { report, worked } });
  }

  async #read(cursor: string | undefined): Promise<void> {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    this.#asked = cursor;
    this.#update({ loading: true, error: undefined, copied: undefined });
    const client = this.#around.client();
    const query = { ...(cursor === undefined ? {} : { cursor }), ...(this.problemsOnly ? { severity: 'warn' } : {}) };
    try {
      const page = await client.logs(this.#around.connection().id, query, abort.signal);
      if (abort.signal.aborted) return;
      this.#next = page.next;
      this.#update({ loading: false, entries: cursor === undefined ? page.entries : [...this.entries, ...page.entries] });
    } catch (thrown) {
      const error = this.#around.failureOf(thrown);
      if (error && !abort.signal.aborted) this.#update({ loading: false, error });
    }
  }

  #update(change: Partial<Pick<LogController, 'loading' | 'error' | 'entries' | 'problemsOnly' | 'copied'>>): void {
    Object.assign(this, change);
    this.#host.requestUpdate();
  }
}
