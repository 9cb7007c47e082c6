import type { DataKey } from './vault.ts';

interface Entry {
  readonly dataKey: DataKey;
  readonly wrapped: Buffer;
  readonly expiresAtMs: number;
}

/**
 * Unwrapped data keys, for a while. Bounded in time, so that a deleted key is gone everywhere soon, and in number: the one
 * opened longest ago leaves first. A hit needs the very same wrapped bytes, so an altered row is never masked.
 */
export class DataKeyCache {
  readonly #entries = new Map<string, Entry>();
  readonly #lifetimeMs: number;
  readonly #capacity: number;
  readonly #now: () => number;

  constructor(lifetimeMs: number, capacity: number, now: () => number) {
    this.#lifetimeMs = lifetimeMs;
    this.#capacity = capacity;
    this.#now = now;
  }

  get(id: string, customerId: string, wrapped: Uint8Array): DataKey | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    if (entry.expiresAtMs <= this.#now()) {
      this.#entries.delete(id);
      return undefined;
    }
    return entry.dataKey.customerId === customerId && entry.wrapped.equals(wrapped) ? entry.dataKey : undefined;
  }

  set(dataKey: DataKey, wrapped: Uint8Array): void {
    this.#entries.delete(dataKey.id);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= this.#capacity && oldest.done !== true) this.#entries.delete(oldest.value);
    this.#entries.set(dataKey.id, { dataKey, wrapped: Buffer.from(wrapped), expiresAtMs: this.#now() + this.#lifetimeMs });
  }
}
