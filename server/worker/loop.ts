import { setTimeout as pause } from 'node:timers/promises';

/** A loop that does a round of work, pauses, and starts again until it is stopped. */
export interface Loop {
  start(): void;
  /** For how long the round that is under way has been; 0 in a pause. */
  readonly roundSeconds: number;
  /** Ends the pause and waits for the round that is under way. */
  stop(): Promise<void>;
}

/**
 * @param round does one round; true means there may be more and no pause is due. What it throws goes to `onError`, and the loop goes on.
 * @param pauseMs pause after a round that found nothing more.
 */
export function createLoop(round: () => Promise<boolean>, pauseMs: number, onError: (error: unknown) => void): Loop {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let roundSince: number | undefined;
  const run = async () => {
    while (!stopping.signal.aborted) {
      roundSince = performance.now();
      const more = await round().catch((error: unknown) => {
        onError(error);
        return false;
      });
      roundSince = undefined;
      if (!more) await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return {
    start: () => {
      running ??= run();
    },
    get roundSeconds() {
      return roundSince === undefined ? 0 : (performance.now() - roundSince) / 1000;
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
