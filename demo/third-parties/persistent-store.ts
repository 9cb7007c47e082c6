import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Adapter } from 'oidc-provider';

interface Entry {
  readonly payload: Record<string, unknown>;
  /** Milliseconds since 1970; absent: never. */
  readonly expiresAt?: number;
}

/**
 * What an authorization server remembers, in one small JSON file: refresh tokens and grants must survive a restart of the demo,
 * or every connection made before it would be dead. Each change is written before it is answered, since a rotated refresh
 * token that is lost cannot be had again.
 */
export class PersistentStore {
  readonly #file: string;
  readonly #entries: Map<string, Entry>;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.#entries = new Map(Object.entries(readEntries(file)));
  }

  get(key: string): Record<string, unknown> | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || isExpired(entry) ? undefined : entry.payload;
  }

  set(key: string, payload: Record<string, unknown>, expiresInSeconds: number | undefined): void {
    this.#entries.set(key, {
      payload,
      ...(expiresInSeconds === undefined ? {} : { expiresAt: Date.now() + expiresInSeconds * 1000 }),
    });
    this.#save();
  }

  /** Replaces a payload and keeps its end of life. */
  update(key: string, change: Record<string, unknown>): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.set(key, { ...entry, payload: { ...entry.payload, ...change } });
    this.#save();
  }

  /** Deletes what the predicate picks and returns how many entries that were. */
  delete(pick: (key: string, payload: Record<string, unknown>) => boolean): number {
    const picked = [...this.#entries].filter(([key, { payload }]) => pick(key, payload));
    for (const [key] of picked) this.#entries.delete(key);
    if (picked.length > 0) this.#save();
    return picked.length;
  }

  find(pick: (key: string, payload: Record<string, unknown>) => boolean): Record<string, unknown> | undefined {
    return [...this.#entries].find(([key, entry]) => !isExpired(entry) && pick(key, entry.payload))?.[1].payload;
  }

  #save(): void {
    for (const [key, entry] of this.#entries) if (isExpired(entry)) this.#entries.delete(key);
    const unfinished = `${this.#file}.unfinished`;
    writeFileSync(unfinished, JSON.stringify(Object.fromEntries(this.#entries)), { mode: 0o600 });
    renameSync(unfinished, this.#file);
  }
}

/** oidc-provider's storage of one model (`RefreshToken`, `Grant` …) in a {@link PersistentStore}. */
export function createAdapter(store: PersistentStore, model: string): Adapter {
  const prefix = `${model}:`;
  const ofModel = (key: string) => key.startsWith(prefix);
  return {
    upsert: async (id, payload, expiresIn) => store.set(prefix + id, payload, expiresIn),
    find: async (id) => store.get(prefix + id),
    findByUid: async (uid) => store.find((key, payload) => ofModel(key) && payload['uid'] === uid),
    findByUserCode: async (userCode) => store.find((key, payload) => ofModel(key) && payload['userCode'] === userCode),
    consume: async (id) => store.update(prefix + id, { consumed: Math.floor(Date.now() / 1000) }),
    destroy: async (id) => void store.delete((key) => key === prefix + id),
    revokeByGrantId: async (grantId) => void store.delete((key, payload) => ofModel(key) && payload['grantId'] === grantId),
  };
}

function isExpired(entry: Entry): boolean {
  return entry.expiresAt !== undefined && entry.expiresAt <= Date.now();
}

function readEntries(file: string): Record<string, Entry> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Entry>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} is damaged. Delete it to forget every sign-in at this third party.`, { cause: error });
  }
}
