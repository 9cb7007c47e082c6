import type { ConnectionEvent, EventPage } from '../contract/index.ts';
import type { EventRecord } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';

const defaultLimit = 100;
const maxLimit = 500;

/** What `GET /v1/events` may ask for, as it came in the query. */
export interface EventQuery {
  readonly cursor?: string;
  /** The vendor's own id. */
  readonly customer?: string;
  /** 1 to 500, default 100. */
  readonly limit?: string;
}

/**
 * What happened to connections, oldest first, for a backend that polls.
 * @throws DomainError `invalid_request` for a cursor or a limit that is none.
 */
export async function readEvents(deps: Dependencies, query: EventQuery): Promise<EventPage> {
  const after = readInteger('cursor', query.cursor ?? '0', 0, Number.MAX_SAFE_INTEGER);
  const limit = readInteger('limit', query.limit ?? String(defaultLimit), 1, maxLimit);
  const { customer } = query;
  const rows = await deps.storage.events.read({ after, limit, ...(customer === undefined ? {} : { customer }) });
  return { events: rows.map((row) => toEvent(deps, row)), next: String(rows.at(-1)?.position ?? after) };
}

function readInteger(path: string, text: string, least: number, most: number): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  const message = path === 'cursor' ? 'Use the "next" of an earlier answer.' : `Use a number from ${least} to ${most}.`;
  throw new DomainError('invalid_request', { errors: [{ path, code: 'invalid', message }] });
}

/** An event as the vendor gets it, by whichever way. */
export function toEvent({ model }: Dependencies, { id, type, createdAt, connectionId, data }: EventRecord): ConnectionEvent {
  const stored = data as Omit<ConnectionEvent['data'], 'connection'>;
  // Stored by the stable key it was made with; the vendor knows it by the key of today.
  const configVars = [...(model.integrations.get(stored.integration)?.configVars.values() ?? [])];
  const configVar = configVars.find(({ stableKey }) => stableKey === stored.configVar)?.key ?? stored.configVar;
  return {
    id,
    type,
    timestamp: createdAt.toISOString(),
    data: { connection: connectionId, ...stored, configVar },
  };
}
