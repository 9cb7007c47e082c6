import { schema, type Database } from './database.ts';
import { createTurns, forgetFree } from './turns.ts';

/** Counts what callers ask for, over all servers, by the database's clock. */
export interface RateLimitStore {
  /**
   * Counts one more request under a key, unless it is one too many: `count` may come at once, and each `seconds / count` makes room for
   * another.
   * @returns undefined when it was counted; else in how many seconds there is room.
   */
  count(key: Buffer, count: number, seconds: number): Promise<number | undefined>;
  /** Forgets those who have asked for nothing lately. */
  sweep(): Promise<void>;
}

const { rateLimits } = schema;
const turnsOn = createTurns(rateLimits);

/** A {@link RateLimitStore} on a database or a transaction. */
export function createRateLimitStore(db: Database): RateLimitStore {
  const takeTurn = turnsOn(db);
  return {
    async count(key, count, seconds) {
      const spacing = seconds / count;
      const patience = seconds - spacing;
      const turn = await takeTurn(key, spacing, patience);
      return turn.isTaken ? undefined : turn.inSeconds - patience;
    },
    sweep: () => forgetFree(db, rateLimits),
  };
}
