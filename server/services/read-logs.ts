import type * as v from 'valibot';
import { logSeverities, type logQuerySchema, type LogEntry, type LogPage, type Role } from '../contract/index.ts';
import type { Details, LogRecord } from '../storage/index.ts';
import { failureFacts } from './advise.ts';
import type { Dependencies } from './dependencies.ts';
import type { FoundConnection } from './find-connection.ts';

const defaultLimit = 50;

/**
 * One page of a connection's log, newest first. Customers read the sentence, the third party's code, our request's id and what to check; the role
 * `organization` also sees the facts beside it.
 */
export async function readLogs(
  deps: Dependencies,
  found: FoundConnection,
  role: Role,
  { cursor, severity, since, limit = defaultLimit }: v.InferOutput<typeof logQuerySchema>,
): Promise<LogPage> {
  const { id: connectionId, customerId } = found.record;
  const rows = await deps.storage.journal.readLog(
    { customerId, connectionId },
    {
      limit: limit + 1,
      ...(cursor === undefined ? {} : { before: cursor }),
      ...(severity === undefined ? {} : { severities: logSeverities.slice(logSeverities.indexOf(severity)) }),
      ...(since === undefined ? {} : { since: new Date(since) }),
    },
  );
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  return {
    entries: entries.map((row) => toEntry(deps, found, role, row)),
    ...(rows.length > limit && last ? { next: String(last.sequence) } : {}),
  };
}

function toEntry(deps: Dependencies, found: FoundConnection, role: Role, row: LogRecord): LogEntry {
  const { sequence, createdAt, severity, code, message, details } = row;
  const visible = visibleDetails(details, role);
  return {
    id: String(sequence),
    at: createdAt.toISOString(),
    severity,
    code,
    message,
    ...(severity === 'info' && code !== 'sign_in_cancelled'
      ? {}
      : failureFacts(deps, found, role, { code, details, at: createdAt })),
    ...(visible === undefined ? {} : { details: visible }),
  };
}

// The HTTP status helps a customer's own administrator too, and the request's id whoever they ask for support; the rest, the third
// party's words above all, is for the vendor.
const forCustomers = new Set(['httpStatus', 'requestId']);

function visibleDetails(details: Details | null, role: Role): Record<string, string | number | boolean> | undefined {
  const visible = Object.entries(details ?? {}).filter(
    // Told beside, for every reader.
    ([key]) => key !== 'providerCode' && (role === 'organization' || forCustomers.has(key)),
  );
  return visible.length === 0 ? undefined : Object.fromEntries(visible);
}
