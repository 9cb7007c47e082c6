import { isDeepStrictEqual } from 'node:util';
import {
  checkFieldsPatch,
  fieldErrorMessages,
  isEmptyValue,
  normalizeFieldValue,
  type FieldErrorCode,
  type FieldPatch,
  type FieldsPatch,
  type FieldValue,
} from '../contract/index.ts';
import {
  effectiveValues,
  findInvalidTemplate,
  isAboutAccounts,
  missingRequired,
  resolveConnection,
  serverUrlInput,
  tidyServerAddress,
  toField,
  type ConfigVarInput,
  type ConnectionConfigVar,
  type Registration,
} from '../definitions/index.ts';
import type { ConnectionRecord, Storage, StoredValue } from '../storage/index.ts';
import type { Actor, Dependencies, RevocationTicket } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { endGrant } from './end-grant.ts';
import type { FoundConnection } from './find-connection.ts';
import { findRegistration } from './registration.ts';
import { recordChange, type StatusChange } from './record-change.ts';

/**
 * Stores a three-state patch: what is not named is kept, so a form saved again never blanks a secret. All of it is stored or nothing.
 * When the values that make up the OAuth client change, an earlier grant belongs to another client: it is ended and queued for revocation.
 * @param editable the inputs this caller may set.
 * @throws DomainError `validation_failed` with field errors, `conflict` when somebody saved meanwhile.
 */
export async function saveFields(
  deps: Dependencies,
  found: FoundConnection,
  patch: FieldsPatch,
  editable: readonly ConfigVarInput[],
  actor: Actor,
): Promise<void> {
  await deps.storage.transaction(async (tx) => {
    const record = await tx.connections.lock(found.record.customerId, found.record.id);
    if (!record) throw new DomainError('not_found');
    if (patch.revision !== undefined && patch.revision !== record.revision) throw new DomainError('conflict');
    const owner = { customerId: record.customerId, connectionId: record.id };
    const stored = (await tx.values.describe(record.customerId, [record.id])).get(record.id) ?? [];
    const changes = tidy(found.configVar, normalize(patch.fields, editable));
    check(changes, editable, stored, actor.name === 'api');

    // A secret that no longer opens counts as missing: it can be mended here, by entering it again.
    const before = await tx.values.readWhatOpens(owner);
    const after = applied(before, changes);
    checkAddresses(found.configVar, after);
    const registration = await findRegistration(tx, owner);
    const clientBefore = fingerprint(found.configVar, before, registration);
    const clientAfter = fingerprint(found.configVar, after, registration);
    const status = statusAfterSave(found.configVar, record, after);
    // A form that is saved as it stands is no event, and nobody else's open form is out of date by it. Only where nothing is required does
    // the first save of nothing count.
    const isFirst = record.status === 'not_configured' && status?.status === 'configured';
    if (changesNothing(before, changes) && !isFirst) return;
    const revision = record.revision + 1;
    const grantEnds = clientBefore !== clientAfter && (await tx.credentials.find(record.customerId, record.id)) !== undefined;
    // Before the new values are written: the tokens are revoked with the client that got them.
    if (grantEnds) await endGrant(tx, { ...found, record });
    await write(tx, owner, revision, changes, editable, actor);
    if (grantEnds) {
      await recordChange(tx, record, {
        code: 'settings_changed',
        actor,
        status: { status: 'not_configured' },
        facts: {
          revision,
          generation: record.generation + 1,
          connectedAt: null,
          accountLabel: null,
          grantedScopes: null,
          warning: null,
        },
      });
      return;
    }
    await recordChange(tx, record, {
      code: 'saved',
      actor,
      facts: { revision },
      details: { fields: Object.keys(changes).join(', ') },
      ...(status === undefined ? {} : { status }),
    });
  });
}

type Changes = Readonly<Record<string, Exclude<FieldPatch, { op: 'keep' }>>>;

/** Trims pasted values and drops what changes nothing; an emptied field is a cleared one. */
function normalize(patch: FieldsPatch['fields'], editable: readonly ConfigVarInput[]): Changes {
  const inputs = new Map(editable.map(({ input }) => [input.key, input]));
  const changes: [string, Changes[string]][] = [];
  for (const [key, change] of Object.entries(patch)) {
    if (change.op === 'keep') continue;
    const input = inputs.get(key);
    if (change.op === 'clear' || !input || input.type === 'template') changes.push([key, change]);
    else {
      const value = normalizeFieldValue({ type: input.type, ...(input.model ? { model: [...input.model] } : {}) }, change.value);
      // An empty secret box means "leave it": only an explicit clear erases a secret.
      if (isEmptyValue(value)) {
        if (!input.secret) changes.push([key, { op: 'clear' }]);
      } else changes.push([key, { op: 'replace', value }]);
    }
  }
  return Object.fromEntries(changes);
}

/** A server's address as it is pasted is not always as it is called. A choice of several is the vendor's own spelling. */
function tidy({ definition: { provider }, inputs }: ConnectionConfigVar, changes: Changes): Changes {
  const change = changes[serverUrlInput];
  if (!provider?.discovery || change?.op !== 'replace' || typeof change.value !== 'string') return changes;
  if (inputs.get(serverUrlInput)?.input.model) return changes;
  return { ...changes, [serverUrlInput]: { ...change, value: tidyServerAddress(change.value, isAboutAccounts(provider)) } };
}

function check(changes: Changes, editable: readonly ConfigVarInput[], stored: readonly StoredValue[], isPartial: boolean): void {
  const storedByKey = new Map(stored.map((value) => [value.inputKey, value]));
  const fields = editable.map((input) => {
    const value = storedByKey.get(input.input.key);
    return toField(input, value && { updatedAt: value.updatedAt, ...(value.plain === undefined ? {} : { value: value.plain }) });
  });
  const errors = checkFieldsPatch(fields, changes);
  // The vendor's backend fills in its own inputs before or after the customer theirs; what it does not name is not asked of it.
  if (isPartial) for (const [key, code] of errors) if (code === 'required' && !Object.hasOwn(changes, key)) errors.delete(key);
  if (errors.size > 0) throw validationFailed(errors);
}

function validationFailed(errors: ReadonlyMap<string, FieldErrorCode>): DomainError {
  return new DomainError('validation_failed', {
    errors: [...errors].map(([key, code]) => ({ path: `fields.${key}`, code, message: fieldErrorMessages[code] })),
  });
}

function applied(before: ReadonlyMap<string, FieldValue>, changes: Changes): Map<string, FieldValue> {
  const after = new Map(before);
  for (const [key, change] of Object.entries(changes)) {
    if (change.op === 'clear') after.delete(key);
    else after.set(key, change.value);
  }
  return after;
}

/** Whether every value is stored already. One that no longer opens is not among the stored ones, so entering it again is a change. */
function changesNothing(stored: ReadonlyMap<string, FieldValue>, changes: Changes): boolean {
  return Object.entries(changes).every(([key, change]) =>
    change.op === 'clear' ? !stored.has(key) : isDeepStrictEqual(stored.get(key), change.value),
  );
}

/** What identifies the OAuth client these values make; undefined when they make none. */
function fingerprint(
  configVar: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
  registration: Registration | undefined,
): string | undefined {
  if (configVar.definition.grant === undefined) return undefined;
  const resolved = resolveConnection(configVar, effectiveValues(configVar, values), registration);
  return resolved.ok ? resolved.client.fingerprint : undefined;
}

/** Refuses values that make no valid address, before anything is stored. */
function checkAddresses(configVar: ConnectionConfigVar, values: ReadonlyMap<string, FieldValue>): void {
  const effective = effectiveValues(configVar, values);
  const resolved = configVar.definition.grant === undefined ? undefined : resolveConnection(configVar, effective, undefined);
  const invalid = resolved && 'invalid' in resolved ? resolved.invalid : findInvalidTemplate(configVar, effective);
  if (invalid) throw validationFailed(new Map([[invalid.key, invalid.code]]));
}

async function write(
  tx: Storage<RevocationTicket>,
  owner: { customerId: string; connectionId: string },
  revision: number,
  changes: Changes,
  editable: readonly ConfigVarInput[],
  actor: Actor,
): Promise<void> {
  const secret = new Map(editable.map(({ input }) => [input.key, input.secret]));
  const entries = Object.entries(changes);
  await tx.values.remove(
    owner,
    entries.filter(([, change]) => change.op === 'clear').map(([key]) => key),
  );
  await tx.values.put(
    owner,
    revision,
    actor.name,
    entries.flatMap(([key, change]) =>
      change.op === 'replace' ? [{ inputKey: key, value: change.value, secret: secret.get(key) ?? true }] : [],
    ),
  );
}

/** New values of a key-based connection have not been used yet; an OAuth connection's status belongs to its grant. */
function statusAfterSave(
  configVar: ConnectionConfigVar,
  record: ConnectionRecord,
  values: ReadonlyMap<string, FieldValue>,
): StatusChange | undefined {
  if (configVar.definition.connect !== 'fields') return undefined;
  const complete = missingRequired(configVar, effectiveValues(configVar, values)).length === 0;
  const status = complete ? 'configured' : 'not_configured';
  return record.status === status ? undefined : { status };
}
