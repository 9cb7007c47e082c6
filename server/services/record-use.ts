import type { StatusReason, UsageRequest } from '../contract/index.ts';
import type { Dependencies } from './dependencies.ts';
import { findForVendor, type FoundConnection } from './find-connection.ts';
import { recordChange, type StatusChange } from './record-change.ts';

const actor = { name: 'api' };
// "Last used" is told to the minute; a write for every call of a busy integration would only make the row hot.
const resolutionMs = 60_000;

/**
 * The vendor's code says that it used a connection, or could not: yellow turns green, or red with a reason.
 * A failure reported with an older token than the stored one says nothing of the newer one and is only logged as seen.
 * @throws DomainError `not_found`.
 */
export async function recordUse(deps: Dependencies, connectionId: string, usage: UsageRequest): Promise<void> {
  const found = await findForVendor(deps, connectionId);
  const { record } = found;
  if (usage.outcome === 'used') {
    if (record.status === 'active') {
      if (Date.now() - (record.lastUsedAt?.getTime() ?? 0) >= resolutionMs)
        await deps.storage.connections.update(record, { lastUsedAt: 'now' });
      return;
    }
    if (record.status === 'not_configured') return;
    await change(deps, found, 'first_use', { status: 'active' }, {});
    return;
  }
  if (await isOutdated(deps, found, usage.version)) return;
  const reason = failureReason(found, usage.status);
  if (record.status === 'not_configured' || (record.status === 'error' && record.reason === reason)) return;
  await change(deps, found, reason, { status: 'error', reason }, usage.status === undefined ? {} : { httpStatus: usage.status });
}

async function isOutdated(
  deps: Dependencies,
  { record, configVar }: FoundConnection,
  version: number | undefined,
): Promise<boolean> {
  if (version === undefined) return false;
  if (configVar.definition.oauth2Type === undefined) return version !== record.revision;
  const credential = await deps.storage.credentials.find(record.customerId, record.id);
  return credential?.version !== version;
}

function failureReason({ configVar }: FoundConnection, status: number | undefined): StatusReason {
  if (status !== 401) return 'use_failed';
  return configVar.definition.connect === 'popup' ? 'reauth_required' : 'credentials_rejected';
}

async function change(
  deps: Dependencies,
  found: FoundConnection,
  code: 'first_use' | StatusReason,
  status: StatusChange,
  details: Record<string, number>,
): Promise<void> {
  const facts = code === 'first_use' ? { lastUsedAt: 'now' as const } : {};
  await deps.storage.transaction((tx) => recordChange(tx, found.record, { code, actor, status, details, facts }));
}
