import type { Connection, FieldValue } from '../contract/index.ts';
import {
  effectiveValues,
  fieldsFor,
  inLanguage,
  missingRequired,
  toField,
  type ConnectionConfigVar,
} from '../definitions/index.ts';
import type { ConnectionRecord, CredentialRecord, Storage, StoredValue } from '../storage/index.ts';
import { failureFacts } from './advise.ts';
import { callbackUrl, hasCustomersClient } from './callback-url.ts';
import type { Dependencies, RevocationTicket } from './dependencies.ts';
import type { FoundConnection, Viewer } from './find-connection.ts';

// Stands for a secret that is stored: enough to know that a field is filled in, without opening it.
const storedSecret = 'stored';

/** Values as far as they can be known without opening a secret. */
export function withoutSecrets(stored: readonly StoredValue[]): Map<string, FieldValue> {
  return new Map(stored.map(({ inputKey, plain }) => [inputKey, plain ?? storedSecret]));
}

/** One connection as the tag may see it: the definition in the tag's language, what is visible to the role, and stored facts. Nothing secret goes in. */
export function presentConnection(
  deps: Pick<Dependencies, 'publicUrl'>,
  { record, configVar: declared }: FoundConnection,
  stored: readonly StoredValue[],
  credential: CredentialRecord | undefined,
  { role, language }: Viewer,
): Connection {
  const configVar = inLanguage(declared, language);
  const { definition } = configVar;
  const problem = record.reason ?? record.warning;
  const storedByKey = new Map(stored.map((value) => [value.inputKey, value]));
  const fields = fieldsFor(configVar, role).map((input) => {
    const value = storedByKey.get(input.input.key);
    return toField(input, value && { updatedAt: value.updatedAt, ...(value.plain === undefined ? {} : { value: value.plain }) });
  });
  return {
    id: record.id,
    configVar: configVar.key,
    label: configVar.label,
    ...optional('description', configVar.description || definition.description || undefined),
    component: { key: definition.componentKey, label: definition.label },
    ...optional('icon', definition.icon),
    connect: definition.connect,
    status: record.status,
    ...optional('reason', record.reason ?? undefined),
    connected: definition.connect === 'fields' ? stored.length > 0 : credential !== undefined,
    missingFields: missingRequired(configVar, effectiveValues(configVar, withoutSecrets(stored))),
    fields,
    revision: record.revision,
    testable: definition.test !== undefined,
    revocable: definition.provider?.revoke !== undefined || hasRevokeInput(configVar),
    ...optional('manageUrl', definition.provider?.manageUrl),
    ...optional('accountLabel', record.accountLabel ?? undefined),
    ...optional('scopes', scopesOf(record)),
    ...optional(
      'callbackUrl',
      definition.connect === 'popup' && (role === 'organization' || hasCustomersClient(configVar))
        ? callbackUrl(deps, definition.callbackKey)
        : undefined,
    ),
    ...optional('connectedAt', record.connectedAt?.toISOString()),
    ...optional('lastUsedAt', record.lastUsedAt?.toISOString()),
    ...optional('lastRefreshedAt', credential?.lastRefreshedAt?.toISOString()),
    ...optional('nextRefreshAt', credential?.refreshDueAt?.toISOString()),
    ...optional('expiresAt', credential?.expiresAt?.toISOString()),
    ...optional('endsAt', credential?.endsAt?.toISOString()),
    ...optional('endsSoon', credential?.endsSoon === true ? true : undefined),
    ...optional('warning', record.warning ?? undefined),
    ...optional(
      'advice',
      problem === null ? undefined : failureFacts(deps, { record, configVar }, role, { code: problem }).advice,
    ),
  };
}

function hasRevokeInput(configVar: ConnectionConfigVar): boolean {
  const input = configVar.inputs.get('revokeUrl');
  return (
    input !== undefined && (input.value !== undefined || input.input.default !== undefined || input.input.template !== undefined)
  );
}

function scopesOf(record: ConnectionRecord): Connection['scopes'] {
  if (record.requestedScopes === null) return undefined;
  // No scope in the answer means that what was asked for was granted (RFC 6749 section 5.1).
  const granted = record.grantedScopes ?? record.requestedScopes;
  return {
    requested: [...record.requestedScopes],
    granted: [...granted],
    missing: record.requestedScopes.filter((scope) => !granted.includes(scope)),
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/** Reads one connection afresh and presents it: the answer to every call that changed it. */
export async function readConnection(
  deps: Dependencies,
  found: FoundConnection,
  viewer: Viewer,
  storage: Storage<RevocationTicket> = deps.storage,
): Promise<Connection> {
  const { customerId, id } = found.record;
  const [record, values, credential] = await storage.together(({ connections, values, credentials }) =>
    Promise.all([connections.find(customerId, id), values.describe(customerId, [id]), credentials.find(customerId, id)]),
  );
  return presentConnection(deps, { ...found, record: record ?? found.record }, values.get(id) ?? [], credential, viewer);
}
