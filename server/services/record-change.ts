import type { ConnectionStatus, StatusReason } from '../contract/index.ts';
import type { ConnectionChange, ConnectionRecord, Details, Storage, Trace } from '../storage/index.ts';
import type { Actor, Dependencies, RevocationTicket } from './dependencies.ts';
import { describeLogCode, type LogCode } from './log-messages.ts';

/** A status with its reason: red always has one, the others never do. */
export type StatusChange =
  | { readonly status: Exclude<ConnectionStatus, 'error'>; readonly reason?: never }
  | { readonly status: 'error'; readonly reason: StatusReason };

/** One thing that happened to a connection. */
export interface Happening {
  /** The log line: what a customer reads. */
  readonly code: LogCode;
  readonly details?: Details;
  readonly status?: StatusChange;
  readonly facts?: Omit<ConnectionChange, 'status' | 'reason'>;
  readonly actor: Actor;
}

/**
 * The one place where a connection's stored state changes. State, log line, audit row and event are written together, so no status is
 * ever without its reason and no change without its trace. Call it in a transaction.
 */
export async function recordChange(
  tx: Storage<RevocationTicket>,
  connection: ConnectionRecord,
  happening: Happening,
): Promise<void> {
  const { status, facts } = happening;
  const statusColumns = status === undefined ? {} : { status: status.status, reason: status.reason ?? null };
  const traced = tx.journal.append(
    { customerId: connection.customerId, connectionId: connection.id },
    traceOf(connection, happening),
  );
  // One after the other on the transaction's connection, without waiting for the answer in between.
  await Promise.all([traced, tx.connections.update(connection, { ...facts, ...statusColumns })]);
}

/** Log line, audit row and event of something that happened to a connection, for a statement that writes them together with it. */
export function traceOf(connection: ConnectionRecord, { code, details, status, actor }: Happening): Trace {
  const line = describeLogCode(code);
  // What went wrong can then be found in the server's own log, too.
  const requestId = line.severity === 'info' || actor.requestId === undefined ? {} : { requestId: actor.requestId };
  const kept = { ...details, ...requestId };
  return {
    log: { ...line, code, ...(Object.keys(kept).length === 0 ? {} : { details: kept }) },
    audit: {
      actor: actor.name,
      action: `connection.${code}`,
      ...(actor.requestId === undefined ? {} : { requestId: actor.requestId }),
    },
    event: {
      type: `connection.${code}`,
      data: {
        customer: connection.customer.externalId,
        integration: connection.instance.integrationKey,
        configVar: connection.configVarKey,
        status: status?.status ?? connection.status,
        ...(status?.reason === undefined ? {} : { reason: status.reason }),
        ...(typeof details?.['endsAt'] === 'string' ? { endsAt: details['endsAt'] } : {}),
      },
    },
  };
}

/**
 * Records what was found out about a connection after looking at it without a lock: a use, a test, a refused renewal. The row is locked
 * and read afresh, so a finding about a grant that was ended or replaced meanwhile paints nothing.
 * @param seen the connection as it was when the finding began.
 * @param decide what to record of the connection as it is now; undefined for nothing. More of the same transaction may go in it.
 * @returns whether something was recorded.
 */
export async function recordFinding(
  deps: Dependencies,
  seen: ConnectionRecord,
  decide: (current: ConnectionRecord, tx: Storage<RevocationTicket>) => Happening | undefined | Promise<Happening | undefined>,
): Promise<boolean> {
  return deps.storage.transaction(async (tx) => {
    const current = await tx.connections.lock(seen.customerId, seen.id);
    if (!current || current.generation !== seen.generation) return false;
    const happening = await decide(current, tx);
    if (happening) await recordChange(tx, current, happening);
    return happening !== undefined;
  });
}
