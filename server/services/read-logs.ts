import type { LogPage, Role } from '../contract/index.ts';
import type { Details } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import type { FoundConnection } from './find-connection.ts';

const pageSize = 50;

/**
 * One page of a connection's log, newest first. Customers read the sentence; the role `organization` also sees the small facts beside it.
 * @param cursor `next` of the page before.
 * @throws DomainError `invalid_request` for a cursor that is none.
 */
export async function readLogs(
  deps: Dependencies,
  { record }: FoundConnection,
  role: Role,
  cursor: string | undefined,
): Promise<LogPage> {
  const before = cursor === undefined ? undefined : Number(cursor);
  if (before !== undefined && (!Number.isSafeInteger(before) || before < 1)) {
    throw new DomainError('invalid_request', {
      errors: [{ path: 'cursor', code: 'invalid', message: 'Use the "next" of the page before.' }],
    });
  }
  const owner = { customerId: record.customerId, connectionId: record.id };
  const rows = await deps.storage.journal.readLog(owner, { limit: pageSize + 1, ...(before === undefined ? {} : { before }) });
  const entries = rows.slice(0, pageSize);
  const last = entries.at(-1);
  return {
    entries: entries.map((row) => {
      const details = visibleDetails(row.details, role);
      return {
        id: String(row.sequence),
        at: row.createdAt.toISOString(),
        severity: row.severity,
        code: row.code,
        message: row.message,
        ...(details === undefined ? {} : { details }),
      };
    }),
    ...(rows.length > pageSize && last ? { next: String(last.sequence) } : {}),
  };
}

// The provider's error code and HTTP status help a customer's own administrator too; the rest is for the vendor.
const forCustomers = new Set(['providerCode', 'httpStatus']);

function visibleDetails(details: Details | null, role: Role): Record<string, string | number | boolean> | undefined {
  if (details === null) return undefined;
  const visible = Object.entries(details).filter(([key]) => role === 'organization' || forCustomers.has(key));
  return visible.length === 0 ? undefined : Object.fromEntries(visible);
}
