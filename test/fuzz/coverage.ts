import { createHash } from 'node:crypto';

/** Counters of the instrumented sources; one for each branch, shared with `instrument-on-load.ts` by this global name. */
export const counterName = '__fuzzCounters';

/** More than the fuzzed sources have; were it fewer, two branches would share a counter. */
const size = 1 << 13;

/** The counters, made by whoever asks first: the sources are instrumented before anything else is loaded. */
export function counters(): Uint8Array {
  const holder = globalThis as { [counterName]?: Uint8Array };
  holder[counterName] ??= new Uint8Array(size);
  return holder[counterName];
}

/** Words of the instrumented sources: what they compare with is what an input should contain. */
export const words = new Set<string>();

/** Remembers which branches were taken, and about how often, over all inputs so far. */
export class SeenBranches {
  readonly #seen = new Uint8Array(size);
  readonly #counters = counters();
  count = 0;

  /** Forgets what was counted before the next input. */
  reset(): void {
    this.#counters.fill(0);
  }

  /** Whether the last input went somewhere, or as often somewhere, where none had been. */
  foundMore(): boolean {
    let more = false;
    for (let index = 0; index < size; index += 1) {
      const hits = this.#counters[index] ?? 0;
      if (hits === 0) continue;
      const known = this.#seen[index] ?? 0;
      const bit = bucket(hits);
      if ((known & bit) !== 0) continue;
      if (known === 0) this.count += 1;
      this.#seen[index] = known | bit;
      more = true;
    }
    return more;
  }
}

/** 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, and more: one bit each. */
function bucket(hits: number): number {
  if (hits <= 3) return 1 << (hits - 1);
  if (hits <= 7) return 8;
  if (hits <= 15) return 16;
  if (hits <= 31) return 32;
  return hits <= 127 ? 64 : 128;
}

/** A short name for an input that is kept. */
export function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}
