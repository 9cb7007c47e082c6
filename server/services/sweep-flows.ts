import { systemActor, type Dependencies } from './dependencies.ts';
import { recordChange } from './record-change.ts';

/**
 * Ends sign-ins whose time is up, with a line in the log for each that had reached the third party: one that does not know the callback
 * URL says so on its own page and sends nobody back, so that this line is all there is.
 */
export async function sweepFlows(deps: Dependencies): Promise<void> {
  await deps.storage.transaction(async (tx) => {
    for (const { customerId, connectionId, code, reachedProvider } of await tx.flows.sweep()) {
      const record = reachedProvider ? await tx.connections.find(customerId, connectionId) : undefined;
      if (record) await recordChange(tx, record, { code, actor: systemActor });
    }
  });
}
