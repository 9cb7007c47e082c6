import type { FieldValue } from '../contract/index.ts';
import { effectiveValues, resolveConnection, type ResolvedOAuth } from '../definitions/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import type { FoundConnection } from './find-connection.ts';
import { ownerOf } from './registration.ts';

/** A connection's values, secrets opened, by precedence: what a template, a test request or the vendor's code works with. */
export async function readValues(
  deps: Dependencies,
  { record, configVar }: FoundConnection,
): Promise<ReadonlyMap<string, FieldValue>> {
  const stored = await deps.storage.values.readForUse({ customerId: record.customerId, connectionId: record.id });
  return effectiveValues(configVar, stored);
}

/**
 * The OAuth client of a connection as it stands now.
 * @param saved the saved values, where they have been read already.
 * @throws DomainError `missing_fields` when required values are not saved yet, `validation_failed` when they make no valid address,
 * `not_connectable` when it is no OAuth connection.
 */
export async function resolveClient(
  deps: Dependencies,
  found: FoundConnection,
  saved?: ReadonlyMap<string, FieldValue>,
): Promise<ResolvedOAuth> {
  if (found.configVar.definition.grant === undefined) throw new DomainError('not_connectable');
  const isDiscovered = found.configVar.definition.provider?.discovery !== undefined;
  const registration = isDiscovered ? await deps.storage.registrations.readForUse(ownerOf(found.record)) : undefined;
  const values = saved ? effectiveValues(found.configVar, saved) : await readValues(deps, found);
  const resolved = resolveConnection(found.configVar, values, registration);
  if (resolved.ok) return resolved.client;
  if ('missing' in resolved) {
    throw new DomainError('missing_fields', {
      errors: resolved.missing.map((key) => ({ path: `fields.${key}`, code: 'required', message: 'A value is required.' })),
    });
  }
  throw new DomainError('validation_failed', {
    errors: [
      {
        path: `fields.${resolved.invalid.key}`,
        code: resolved.invalid.code,
        message: 'This value does not form a valid address.',
      },
    ],
  });
}
