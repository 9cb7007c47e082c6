import { announceEnds } from '../services/announce-ends.ts';
import { pollDevice, pollHoldSeconds } from '../services/connect-device.ts';
import { deliverWebhook, deliveryHoldSeconds } from '../services/deliver-webhooks.ts';
import type { Dependencies } from '../services/dependencies.ts';
import { revocationHoldSeconds, revokeTokens } from '../services/revoke-tokens.ts';
import { sweepFlows } from '../services/sweep-flows.ts';
import { createLoop } from './loop.ts';
import { createRefreshRound } from './refresh-round.ts';

const batchSize = 20;
/** A round waits for providers and for the database, whose deadlines are far below this; one that takes longer will not end. */
const stalledAfterSeconds = 180;
const lookEveryMs = 15_000;

/** The background of one server. */
export interface Worker {
  start(): void;
  /** Waits for the rounds that are under way. */
  stop(): Promise<void>;
  /** Tasks that hang: only a restart of this server takes them up again. Others are not held up by them. */
  stalled(): string[];
}

/**
 * The background: renews what is due, asks about device codes, tries queued revocations again, sends events, and sweeps what has ended.
 * Any number of servers may run it on one database; rows are claimed, so none is worked on twice. Says once of each task that it hangs.
 */
export function createWorker(deps: Dependencies): Worker {
  const report = (task: string) => (error: unknown) => {
    deps.log.error({ task, error }, 'a background round failed');
  };
  /** Runs a service for each row; one row's failure is its own. */
  const forEach = async <Row>(task: string, rows: readonly Row[], work: (row: Row) => Promise<unknown>): Promise<boolean> => {
    await Promise.all(rows.map((row) => work(row).catch(report(task))));
    return rows.length === batchSize;
  };
  const refreshes = createRefreshRound(deps, report('refresh'));
  const loops = {
    refresh: createLoop(() => refreshes.run(), 1_000, report('refresh')),
    device: createLoop(
      async () => {
        const flows = await deps.storage.flows.claimDuePolls(pollHoldSeconds, batchSize);
        return forEach('device', flows, (flow) => pollDevice(deps, flow));
      },
      1_000,
      report('device'),
    ),
    revocation: createLoop(
      async () => {
        const rows = await deps.storage.revocations.claimDue(revocationHoldSeconds, batchSize);
        return forEach('revocation', rows, (row) => revokeTokens(deps, row));
      },
      5_000,
      report('revocation'),
    ),
    delivery: createLoop(
      async () => {
        const mayBeMore = await deps.storage.webhooks.queueNewEvents();
        const rows = await deps.storage.webhooks.claimDue(deliveryHoldSeconds, batchSize);
        return (await forEach('delivery', rows, (row) => deliverWebhook(deps, row))) || rows.length > 0 || mayBeMore;
      },
      1_000,
      report('delivery'),
    ),
    sweep: createLoop(
      async () => {
        await sweepFlows(deps);
        await deps.storage.sessions.sweep();
        await deps.storage.connectLinks.sweep();
        await deps.storage.customers.sweepKeys();
        await deps.storage.webhooks.sweep();
        await deps.storage.providerClients.sweep();
        await deps.storage.rateLimits.sweep();
        return false;
      },
      60_000,
      report('sweep'),
    ),
    endNotice: createLoop(async () => (await announceEnds(deps, batchSize)) === batchSize, 60_000, report('end notice')),
    retention: createLoop(
      async () => {
        await deps.storage.journal.sweepLogs(deps.logRetention);
        return false;
      },
      3_600_000,
      report('retention'),
    ),
  };
  const stalled = () =>
    Object.entries(loops).flatMap(([task, { roundSeconds }]) => (roundSeconds > stalledAfterSeconds ? [task] : []));
  let watch: NodeJS.Timeout | undefined;
  let known: readonly string[] = [];
  const look = () => {
    const now = stalled();
    for (const task of Object.keys(loops)) deps.metrics.backgroundStalled(task, now.includes(task));
    for (const task of now.filter((name) => !known.includes(name)))
      deps.log.error({ task, code: 'background_stalled' }, 'a background task hangs; restart this server');
    known = now;
  };
  return {
    start: () => {
      for (const loop of Object.values(loops)) loop.start();
      watch ??= setInterval(look, lookEveryMs).unref();
    },
    stalled,
    stop: async () => {
      clearInterval(watch);
      await Promise.all(Object.values(loops).map((loop) => loop.stop()));
      await refreshes.settle();
    },
  };
}
