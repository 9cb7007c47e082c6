import { setTimeout as pause } from 'node:timers/promises';
import type { Dependencies } from '../services/dependencies.ts';
import { leaseSeconds, refreshUnderLease } from '../services/refresh-credential.ts';
import type { Lease } from '../storage/index.ts';

const claimedAtOnce = 20;
/** Renewals under way on one server. */
const mostUnderWay = 200;
/** Of these, how many one client may hold: one whose provider hangs leaves the rest to the others. */
const mostOfOneClient = 100;
/** And no more than it has turns in so many seconds, so that whoever asks for a token does not wait behind the background. */
const queueSeconds = 2;

/** The background's renewals: a round claims what is due and does not wait for it, so that a provider that hangs holds up no other. */
export interface RefreshRound {
  /** @returns whether there may be more. */
  run(): Promise<boolean>;
  /** Resolves when nothing is under way. */
  settle(): Promise<void>;
}

/** Makes one. @param onError gets what a renewal throws; one row's failure is its own. */
export function createRefreshRound(deps: Dependencies, onError: (error: unknown) => void): RefreshRound {
  const underWay = new Map<Promise<void>, string | undefined>();
  const most = Math.min(mostOfOneClient, Math.max(1, Math.ceil(deps.clientCallsPerSecond * queueSeconds)));

  const start = (lease: Lease, askedAt: number): void => {
    const work = refreshUnderLease(deps, lease, { askedAt })
      .then(() => undefined, onError)
      .finally(() => underWay.delete(work));
    underWay.set(work, lease.turnsKey?.toString('hex'));
  };
  /** Clients that are at work on as many as they may. */
  const full = (): Buffer[] => {
    const counts = Map.groupBy(underWay.values(), (key) => key);
    return [...counts].flatMap(([key, rows]) => (key !== undefined && rows.length >= most ? [Buffer.from(key, 'hex')] : []));
  };

  return {
    async run() {
      const except = full();
      const limit = Math.min(claimedAtOnce, most, mostUnderWay - underWay.size);
      const askedAt = performance.now();
      const leases = limit > 0 ? await deps.storage.credentials.claimDue(deps.processId, leaseSeconds, limit, except) : [];
      for (const lease of leases) start(lease, askedAt);
      if (leases.length === limit && limit > 0) return true;
      if (underWay.size === 0) return false;
      // There may be room again before the loop would look.
      await Promise.race([...underWay.keys(), pause(1_000)]);
      return true;
    },
    settle: async () => void (await Promise.all(underWay.keys())),
  };
}
