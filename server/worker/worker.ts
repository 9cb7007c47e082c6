import { announceEnds } from '../services/announce-ends.ts';
import { pollDevice, pollHoldSeconds } from '../services/connect-device.ts';
import { deliverWebhook, deliveryHoldSeconds } from '../services/deliver-webhooks.ts';
import type { Dependencies } from '../services/dependencies.ts';
import { revocationHoldSeconds, revokeTokens } from '../services/revoke-tokens.ts';
import { sweepFlows } from '../services/sweep-flows.ts';
import { createLoop, type Loop } from './loop.ts';
import { createRefreshRound } from './refresh-round.ts';

const batchSize = 20;

/**
 * The background: renews what is due, asks about device codes, tries queued revocations again, sends events, and sweeps what has ended.
 * Any number of servers may run it on one database; rows are claimed, so none is worked on twice.
 */
export function createWorker(deps: Dependencies): Loop {
  const report = (task: string) => (error: unknown) => {
    deps.log.error({ task, error }, 'a background round failed');
  };
  /** Runs a service for each row; one row's failure is its own. */
  const forEach = async <Row>(task: string, rows: readonly Row[], work: (row: Row) => Promise<unknown>): Promise<boolean> => {
    await Promise.all(rows.map((row) => work(row).catch(report(task))));
    return rows.length === batchSize;
  };
  const refreshes = createRefreshRound(deps, report('refresh'));
  const loops = [
    createLoop(() => refreshes.run(), 1_000, report('refresh')),
    createLoop(
      async () => {
        const flows = await deps.storage.flows.claimDuePolls(pollHoldSeconds, batchSize);
        return forEach('device', flows, (flow) => pollDevice(deps, flow));
      },
      1_000,
      report('device'),
    ),
    createLoop(
      async () => {
        const rows = await deps.storage.revocations.claimDue(revocationHoldSeconds, batchSize);
        return forEach('revocation', rows, (row) => revokeTokens(deps, row));
      },
      5_000,
      report('revocation'),
    ),
    createLoop(
      async () => {
        const mayBeMore = await deps.storage.webhooks.queueNewEvents();
        const rows = await deps.storage.webhooks.claimDue(deliveryHoldSeconds, batchSize);
        return (await forEach('delivery', rows, (row) => deliverWebhook(deps, row))) || rows.length > 0 || mayBeMore;
      },
      1_000,
      report('delivery'),
    ),
    createLoop(
      async () => {
        await sweepFlows(deps);
        await deps.storage.sessions.sweep();
        await deps.storage.connectLinks.sweep();
        await deps.storage.customers.sweepKeys();
        await deps.storage.webhooks.sweep();
        await deps.storage.providerClients.sweep();
        return false;
      },
      60_000,
      report('sweep'),
    ),
    createLoop(async () => (await announceEnds(deps, batchSize)) === batchSize, 60_000, report('end notice')),
    createLoop(
      async () => {
        await deps.storage.journal.sweepLogs(deps.logRetention);
        return false;
      },
      3_600_000,
      report('retention'),
    ),
  ];
  return {
    start: () => {
      for (const loop of loops) loop.start();
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await refreshes.settle();
    },
  };
}
