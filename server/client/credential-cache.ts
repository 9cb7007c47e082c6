import type { Credentials } from '../contract/index.ts';

/** Options of {@link CredentialCache}. */
export interface CredentialCacheOptions {
  /** How long credentials are used again, in seconds: 0 (off) to 60. */
  readonly seconds: number;
  /** Default 1,000: the connections used longest ago go first. */
  readonly maxEntries?: number;
  /** Milliseconds since 1970; default: the time now, which does not jump when the clock is set. */
  readonly now?: () => number;
}

interface Kept {
  readonly credentials: Credentials;
  readonly until: number;
}

/** What to keep by, and what to do when there is nothing kept. */
interface Wanted {
  readonly key: string;
  readonly minTtlSeconds: number;
  readonly load: () => Promise<Credentials>;
}

/**
 * Credentials by connection, in this process alone and for less than a minute, so that a busy worker asks the connection server once and
 * not for every call. Two calls at once share one request. What was handed out before a {@link CredentialCache.forget} never comes back.
 */
export class CredentialCache {
  readonly #milliseconds: number;
  readonly #maxEntries: number;
  readonly #now: () => number;
  // In the order of use: the first entry is the one to drop.
  readonly #kept = new Map<string, Kept>();
  readonly #loading = new Map<string, Promise<Credentials>>();

  constructor({ seconds, maxEntries = 1000, now = steadyNow }: CredentialCacheOptions) {
    if (!(seconds >= 0 && seconds <= 60)) throw new RangeError('Credentials are kept for 0 to 60 seconds.');
    this.#milliseconds = seconds * 1000;
    this.#maxEntries = maxEntries;
    this.#now = now;
  }

  /** Credentials whose token lives at least `minTtlSeconds`: those kept, or those that `load` fetches. */
  async read({ key, minTtlSeconds, load }: Wanted): Promise<Credentials> {
    const kept = this.#kept.get(key);
    if (kept && this.#now() < kept.until && secondsLeft(kept.credentials, this.#now()) >= minTtlSeconds) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.credentials;
    }
    const loadingKey = `${minTtlSeconds} ${key}`;
    const running = this.#loading.get(loadingKey);
    if (running) return running;
    const loading = load();
    this.#loading.set(loadingKey, loading);
    try {
      const credentials = await loading;
      // Forgotten meanwhile: who asked may use it, nobody after.
      if (this.#loading.get(loadingKey) === loading) this.keep(key, credentials);
      return credentials;
    } finally {
      if (this.#loading.get(loadingKey) === loading) this.#loading.delete(loadingKey);
    }
  }

  /** Keeps what was fetched, unless something newer is kept already. */
  keep(key: string, credentials: Credentials): void {
    const kept = this.#kept.get(key);
    const isOutdated = kept?.credentials.id === credentials.id && kept.credentials.version > credentials.version;
    if (this.#milliseconds === 0 || isOutdated) return;
    this.#kept.delete(key);
    this.#kept.set(key, { credentials, until: this.#now() + this.#milliseconds });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#maxEntries && oldest !== undefined) this.#kept.delete(oldest);
  }

  /**
   * The token was refused, or the connection is not what it was: the next call asks the server.
   * @param version what was refused; something newer that somebody else has fetched meanwhile is kept. Default: whatever is there.
   */
  forget(key: string, version = Infinity): void {
    const kept = this.#kept.get(key);
    if (kept && kept.credentials.version <= version) this.#kept.delete(key);
    for (const loadingKey of this.#loading.keys()) {
      if (loadingKey.slice(loadingKey.indexOf(' ') + 1) === key) this.#loading.delete(loadingKey);
    }
  }
}

const steadyNow = () => performance.timeOrigin + performance.now();

function secondsLeft({ token }: Credentials, now: number): number {
  return token?.expires_at === undefined ? Infinity : (Date.parse(token.expires_at) - now) / 1000;
}
