import { systemActor, type Dependencies } from './dependencies.ts';
import { configVarOf } from './find-connection.ts';
import { grantOverReason } from './grant-over.ts';
import { recordFinding } from './record-change.ts';

/**
 * Tells of connections that end soon unless somebody signs in again: a line in the customer's log and an event for the vendor, once for
 * each end.
 * @param limit at most so many.
 * @returns how many were due.
 */
export async function announceEnds(deps: Dependencies, limit: number): Promise<number> {
  const due = await deps.storage.endNotices.due(limit);
  for (const { customerId, connectionId } of due) {
    const record = await deps.storage.connections.find(customerId, connectionId);
    if (!record) continue;
    await recordFinding(deps, record, async (current, tx) => {
      const endsAt = await tx.endNotices.take(customerId, connectionId);
      const configVar = configVarOf(deps.model, current);
      // What is red already and takes a new sign-in has been told; what ends then is of no account.
      if (!endsAt || !configVar || grantOverReason({ record: current, configVar })) return undefined;
      return { code: 'ends_soon', actor: systemActor, details: { endsAt: endsAt.toISOString() } };
    });
  }
  return due.length;
}
