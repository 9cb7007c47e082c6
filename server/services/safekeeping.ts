import { setTimeout as pause } from 'node:timers/promises';
import { mayPass, type Spool } from '../storage/index.ts';
import type { Logger } from '../telemetry/index.ts';
import type { ReceivedTokens, StoreTry } from './received-tokens.ts';

/** How long received tokens are kept in memory for a database that does not take them, in milliseconds: 10 minutes. */
export const keepLimitMs = 600_000;
const firstPauseMs = 100;
const longestPauseMs = 2_000;

/** The tokens were received and are kept, but the database has not taken them yet. Whoever asked must not be told that they are stored. */
export class NotStoredYetError extends Error {
  override readonly name = 'NotStoredYetError';

  constructor(cause: unknown) {
    super('received tokens wait for the database', { cause });
  }
}

/**
 * Looks after tokens between the provider's answer and the database's word that it has them. The provider may have ended the old ones
 * with the same answer, so that these are the only ones there are.
 */
export interface Safekeeping {
  /**
   * Runs `store` until the database has taken the result, for 10 minutes at most. `store` is run again when the database's answer was
   * lost, so it must find out by itself that it has been done.
   *    * @throws NotStoredYetError after a while; the work goes on. What `store` throws otherwise goes on to the caller.
   */
  keep<T>(received: ReceivedTokens, store: (attempt: StoreTry) => Promise<T>): Promise<T>;
  /** Whether a renewal of this connection, or the tokens of this flow, are received and wait to be stored. */
  holds(id: string): boolean;
  /** Results that neither the database nor a spool has. */
  readonly atRisk: number;
  /** Resolves when no result is {@link Safekeeping.atRisk} any more, and no store is under way. */
  drain(): Promise<void>;
}

/** Options of {@link createSafekeeping}. */
export interface SafekeepingOptions {
  readonly log: Logger;
  /** Absent: in memory only. */
  readonly spool?: Spool;
  /** How long a caller waits for the database, in milliseconds. Default 20 seconds: it is told before it gives up by itself. */
  readonly callerWaitMs?: number;
  /** How long one try may go without an answer. Default 30 seconds: a connection can go dead without a word. */
  readonly silenceMs?: number;
}

/** Nothing is kept yet. */
export function createSafekeeping(options: SafekeepingOptions): Safekeeping {
  const { log, spool, callerWaitMs = 20_000, silenceMs = 30_000 } = options;
  const kept = new Set<Kept>();
  const settled = new Set<Promise<unknown>>();
  let draining = false;

  const untilStored = async <T>(entry: Kept, store: (attempt: StoreTry) => Promise<T>): Promise<T> => {
    const removeFromSpool = spool && (await spoolOne(spool, entry.received, log));
    entry.isSpooled = removeFromSpool !== undefined;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const ageMs = performance.now() - entry.receivedAt;
      try {
        const outcome = await unlessSilent(
          store({ ageSeconds: ageMs / 1000, isRepeat: entry.lastError !== undefined }),
          silenceMs,
        );
        await removeFromSpool?.();
        return outcome;
      } catch (error) {
        const facts = { connectionId: entry.received.connectionId, isSpooled: entry.isSpooled };
        const isOver = ageMs > keepLimitMs || !mayPass(error) || (draining && entry.isSpooled);
        if (isOver) log.error({ ...facts, error }, 'received tokens could not be stored');
        if (isOver) throw error;
        log.warn({ ...facts, code: 'database_unavailable' }, 'received tokens wait for the database');
        entry.lastError = error;
        await pause(pauseMs);
      }
    }
  };

  return {
    async keep(received, store) {
      const entry: Kept = { received, receivedAt: performance.now(), isSpooled: false, lastError: undefined };
      kept.add(entry);
      const stored = untilStored(entry, store).finally(() => kept.delete(entry));
      const ended = stored.catch(() => undefined).finally(() => settled.delete(ended));
      settled.add(ended);
      return within(stored, callerWaitMs, () => new NotStoredYetError(entry.lastError));
    },
    holds: (id) =>
      [...kept].some(({ received }) => id === (received.kind === 'renewal' ? received.connectionId : received.flow?.id)),
    get atRisk() {
      return [...kept].filter(({ isSpooled }) => !isSpooled).length;
    },
    async drain() {
      draining = true;
      await Promise.all(settled);
    },
  };
}

interface Kept {
  readonly received: ReceivedTokens;
  /** By the clock that nobody sets. */
  readonly receivedAt: number;
  isSpooled: boolean;
  /** Why the database did not take it, the last time. */
  lastError: unknown;
}

/** A try that the database never answers counts as one that it did not take: to try again is safe. */
function unlessSilent<T>(attempt: Promise<T>, silenceMs: number): Promise<T> {
  return within(attempt, silenceMs, () => Object.assign(new Error('the database did not answer'), { code: 'ETIMEDOUT' }));
}

/** Rejects when the work takes longer; the work goes on, and what becomes of it then is nobody's to hear of. */
async function within<T>(work: Promise<T>, ms: number, tooLong: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  // Not a pause that is aborted: it makes an error, with a stack, of every abort.
  const timer = setTimeout(() => reject(tooLong()), ms);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A disk that is full must not keep the tokens from the database. */
async function spoolOne(spool: Spool, received: ReceivedTokens, log: Logger): Promise<(() => Promise<void>) | undefined> {
  try {
    const { customerId, connectionId } = received;
    return await spool.write({ customerId, connectionId }, JSON.stringify(received));
  } catch (error) {
    log.error({ connectionId: received.connectionId, error }, 'received tokens could not be spooled');
    return undefined;
  }
}
