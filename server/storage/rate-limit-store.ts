import { schema, type Database } from './database.ts';
import { createTurns, forgetFree } from './turns.ts';

/** A limit that a request is counted under: `count` may come at once, and each `seconds / count` makes room for another. */
export interface RateLimit {
  readonly key: Buffer;
  readonly count: number;
  readonly seconds: number;
}

/** Counts what callers ask for, over all servers, by the database's clock. */
export interface RateLimitStore {
  /**
   * Counts one more request under each of these limits, up to the first that it is one too many for.
   * @returns undefined when it was counted under all of them; else which has no room, and in how many seconds it has.
   */
  count(limits: readonly RateLimit[]): Promise<{ index: number; inSeconds: number } | undefined>;
  /** Forgets those who have asked for nothing lately. */
  sweep(): Promise<void>;
}

const { rateLimits } = schema;
const turnsOn = createTurns(rateLimits);

/** A {@link RateLimitStore} on a database or a transaction. */
export function createRateLimitStore(db: Database): RateLimitStore {
  const takeTurns = turnsOn(db);
  return {
    async count(limits) {
      const wanted = limits.map(({ key, count, seconds }) => {
        const spacingSeconds = seconds / count;
        return { key, spacingSeconds, patienceSeconds: seconds - spacingSeconds };
      });
      const turns = await takeTurns(wanted);
      const index = turns.findIndex(({ isTaken }) => !isTaken);
      const refused = turns[index];
      return refused && { index, inSeconds: refused.inSeconds - (wanted[index]?.patienceSeconds ?? 0) };
    },
    sweep: () => forgetFree(db, rateLimits),
  };
}
