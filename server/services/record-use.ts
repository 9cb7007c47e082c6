import type { StatusReason, UsageRequest } from '../contract/index.ts';
import type { Dependencies } from './dependencies.ts';
import { findForVendor, type FoundConnection } from './find-connection.ts';
import { grantOverReason } from './grant-over.ts';
import { recordFinding } from './record-change.ts';
import { tokenVersion } from './token-version.ts';

const actor = { name: 'api' };
// "Last used" is told to the minute; a write for every call of a busy integration would only make the row hot.
const resolutionMs = 60_000;

/**
 * The vendor's code says that it used a connection, or could not: yellow turns green, or red with a reason.
 * A use that ended after the grant was over says nothing of now, and a failure reported with an older token than the stored one says
 * nothing of the newer one: both change no status.
 * @throws DomainError `not_found`.
 */
export async function recordUse(deps: Dependencies, connectionId: string, usage: UsageRequest): Promise<void> {
  const found = await findForVendor(deps, connectionId);
  if (await isOutdated(deps, found, usage.version)) return;
  if (usage.outcome === 'used') await recordSuccess(deps, found);
  else await recordFailure(deps, found, usage.status);
}

async function recordSuccess(deps: Dependencies, found: FoundConnection): Promise<void> {
  const { record } = found;
  if (record.status === 'not_configured' || grantOverReason(found) !== undefined) return;
  if (record.status === 'active') {
    if (Date.now() - (record.lastUsedAt?.getTime() ?? 0) >= resolutionMs)
      await deps.storage.connections.update(record, { lastUsedAt: 'now' });
    return;
  }
  await recordFinding(deps, record, (current) =>
    current.status === 'not_configured' || grantOverReason({ ...found, record: current }) !== undefined
      ? undefined
      : { code: 'first_use', actor, status: { status: 'active' }, facts: { lastUsedAt: 'now' } },
  );
}

async function recordFailure(deps: Dependencies, found: FoundConnection, httpStatus: number | undefined): Promise<void> {
  const reason = failureReason(found, httpStatus);
  await recordFinding(deps, found.record, (current) =>
    current.status === 'not_configured' ||
    current.reason === reason ||
    grantOverReason({ ...found, record: current }) !== undefined
      ? undefined
      : { code: reason, actor, status: { status: 'error', reason }, details: httpStatus === undefined ? {} : { httpStatus } },
  );
}

async function isOutdated(
  deps: Dependencies,
  { record, configVar }: FoundConnection,
  version: number | undefined,
): Promise<boolean> {
  if (version === undefined) return false;
  if (configVar.definition.grant === undefined) return version !== record.revision;
  const credential = await deps.storage.credentials.find(record.customerId, record.id);
  return credential === undefined || tokenVersion(credential) !== version;
}

function failureReason({ configVar }: FoundConnection, status: number | undefined): StatusReason {
  if (status !== 401) return 'use_failed';
  const { connect } = configVar.definition;
  // Whoever signed in can do so again; where keys or a password are saved, those have to be entered anew.
  return connect === 'popup' || connect === 'device' ? 'reauth_required' : 'credentials_rejected';
}
