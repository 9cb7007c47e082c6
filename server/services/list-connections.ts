import type { ConnectionSummary } from '../contract/index.ts';
import type { ConnectionFilter, ConnectionRecord, CredentialRecord } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { configVarOf, findForVendor } from './find-connection.ts';

const pageSize = 100;

/** Connections for the vendor's backend, filtered by the vendor's own ids and keys, in pages of 100. */
export async function listConnections(
  deps: Dependencies,
  filter: Omit<ConnectionFilter, 'limit'>,
): Promise<{ connections: ConnectionSummary[]; next?: string }> {
  // A row is found by the stable key it was made with; the vendor asks by the key of today.
  const configVar = filter.configVar === undefined ? undefined : stableKeyOf(deps, filter.integration, filter.configVar);
  const rows = await deps.storage.connections.list({
    ...filter,
    ...(configVar === undefined ? {} : { configVar }),
    limit: pageSize + 1,
  });
  const page = rows.slice(0, pageSize);
  const connections = page.map((record) => summarize(deps, record, undefined));
  const last = page.at(-1);
  return { connections, ...(rows.length > pageSize && last ? { next: last.id } : {}) };
}

function stableKeyOf(deps: Dependencies, integrationKey: string | undefined, key: string): string {
  const integrations =
    integrationKey === undefined ? [...deps.model.integrations.values()] : [deps.model.integrations.get(integrationKey)];
  for (const integration of integrations) {
    const configVar = integration?.configVars.get(key);
    if (configVar) return configVar.stableKey;
  }
  return key;
}

/**
 * One connection for the vendor's backend.
 * @throws DomainError `not_found`.
 */
export async function readSummary(deps: Dependencies, connectionId: string): Promise<ConnectionSummary> {
  const { record } = await findForVendor(deps, connectionId);
  return summarize(deps, record, await deps.storage.credentials.find(record.customerId, record.id));
}

function summarize(deps: Dependencies, record: ConnectionRecord, credential: CredentialRecord | undefined): ConnectionSummary {
  return {
    id: record.id,
    customer: record.customer.externalId,
    integration: record.instance.integrationKey,
    configVar: configVarOf(deps.model, record)?.key ?? record.configVarKey,
    definition: record.definitionKey,
    status: record.status,
    connected: record.connectedAt !== null || record.status !== 'not_configured',
    ...(record.reason === null ? {} : { reason: record.reason }),
    ...(record.accountLabel === null ? {} : { accountLabel: record.accountLabel }),
    ...(record.lastUsedAt === null ? {} : { lastUsedAt: record.lastUsedAt.toISOString() }),
    ...(credential?.lastRefreshedAt ? { lastRefreshedAt: credential.lastRefreshedAt.toISOString() } : {}),
    ...(credential?.refreshDueAt ? { nextRefreshAt: credential.refreshDueAt.toISOString() } : {}),
    ...(credential?.endsAt ? { endsAt: credential.endsAt.toISOString() } : {}),
  };
}
