import type { Snapshot } from '../contract/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { isVisible, requirePermission, type TagSession } from './find-connection.ts';
import { presentConnection } from './present-connection.ts';

/**
 * Everything the tag needs for its first paint: definitions, cut down to what the session's role may see, with stored facts.
 * @throws DomainError `unknown_integration` when it is not declared or not the session's, `forbidden`.
 */
export async function renderConnections(deps: Dependencies, session: TagSession, integrationKey: string): Promise<Snapshot> {
  requirePermission(session, 'read');
  const integration = deps.model.integrations.get(integrationKey);
  if (!integration || session.integrationKey !== integrationKey) throw new DomainError('unknown_integration');

  const { records, values, credentials } = await deps.storage.together(async (storage) => {
    const records = await storage.connections.ofInstance(session.customerId, session.instanceId);
    const ids = records.map((record) => record.id);
    const [values, credentials] = await Promise.all([
      storage.values.describe(session.customerId, ids),
      storage.credentials.describe(session.customerId, ids),
    ]);
    return { records, values, credentials };
  });
  const customer = records[0]?.customer;
  return {
    integration: { key: integration.key, name: integration.name },
    customer: { id: customer?.externalId ?? '', ...(customer?.name == null ? {} : { name: customer.name }) },
    role: session.role,
    permissions: [...session.permissions],
    // In the order the vendor declared them, not in the order the rows happen to have.
    connections: [...integration.configVars.values()].flatMap((configVar) => {
      if (!isVisible(configVar, session)) return [];
      const record = records.find((row) => row.configVarKey === configVar.stableKey);
      return record
        ? [presentConnection(deps, { record, configVar }, values.get(record.id) ?? [], credentials.get(record.id), session)]
        : [];
    }),
  };
}
