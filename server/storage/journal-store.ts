import {
  and,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  lt,
  sql,
  type PgTable,
  type SQL,
  type WithSubquery,
} from './drizzle.ts';
import type { LogSeverity } from '../contract/index.ts';
import { generateId } from '../vault/index.ts';
import { schema, type Database } from './database.ts';
import { secondsFromNow } from './database-time.ts';
import { statement, type Places } from './statement.ts';

/** Small facts beside a line: codes, counts, field keys, a provider's words made fit for a log. Never a secret. */
export type Details = Readonly<Record<string, string | number | boolean>>;

interface Owner {
  readonly customerId: string;
  readonly connectionId: string;
}

/** A line of a connection's log about to be written. */
export interface LogLine {
  readonly severity: LogSeverity;
  readonly code: string;
  readonly message: string;
  readonly details?: Details;
}

/** A row of the audit trail about to be written: who did what to what. */
export interface AuditRow {
  readonly customerId: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly requestId?: string;
}

/** An event about to be told. */
export interface NewEvent {
  readonly type: string;
  readonly data: Details;
}

/** One line of a connection's log as stored. */
export interface LogRecord {
  readonly sequence: number;
  readonly severity: LogSeverity;
  readonly code: string;
  readonly message: string;
  readonly details: Details | null;
  readonly createdAt: Date;
}

/** Which lines of a log. */
export interface LogFilter {
  readonly before?: number;
  readonly severities?: readonly LogSeverity[];
  readonly since?: Date;
  readonly limit: number;
}

/** How much of a log is kept. */
export interface LogRetention {
  readonly days: number;
  /** Of one connection. */
  readonly lines: number;
}

/** The three append-only records: the log a customer reads, the audit trail, and the outbox of events. */
export interface JournalStore {
  appendLog(owner: Owner, line: LogLine): Promise<void>;
  appendAudit(row: AuditRow): Promise<void>;
  appendEvent(owner: Owner, event: NewEvent): Promise<void>;
  /** What one change leaves in each of the three, in one statement instead of three. */
  append(owner: Owner, trace: Trace): Promise<void>;
  /** Newest first, older than `before`; only of these severities, not older than `since`. */
  readLog(owner: Owner, page: LogFilter): Promise<LogRecord[]>;
  /**
   * Deletes log lines older than `days`, and of each connection that was written to within a day those beyond the newest `lines`.
   * @returns how many were deleted.
   */
  sweepLogs(keep: LogRetention): Promise<number>;
}

const { connectionLogs, auditLog, events } = schema;

/** What one change of a connection leaves in each of the three records. */
export interface Trace {
  readonly log: LogLine;
  readonly audit: Pick<AuditRow, 'actor' | 'action' | 'requestId'>;
  readonly event: NewEvent;
}

/** A {@link Trace} with a value for each place. */
export interface TraceValues extends Owner, Omit<LogLine, 'details'>, Pick<AuditRow, 'actor' | 'action'> {
  /** JSON, as `data`. */
  readonly details: string | null;
  readonly requestId: string | null;
  readonly eventId: string;
  readonly type: string;
  readonly data: string;
}

/** A trace as values for the places of {@link tracedRows}. */
export function traceValues({ customerId, connectionId }: Owner, { log, audit, event }: Trace): TraceValues {
  const { details, ...line } = log;
  return {
    ...{ customerId, connectionId, ...line, details: details === undefined ? null : JSON.stringify(details) },
    ...{ actor: audit.actor, action: audit.action, requestId: audit.requestId ?? null },
    ...{ eventId: generateId('evt'), type: event.type, data: JSON.stringify(event.data) },
  };
}

/** What a statement begins with that writes a trace beside what else it does, once for each row of `source`, the name of one before it. */
export function tracedRows(db: Database, at: Places<TraceValues>, source: SQL): WithSubquery[] {
  const owner = { customerId: at.customerId, connectionId: at.connectionId };
  const { severity, code, message, actor, action, requestId } = at;
  const line = { ...owner, severity, code, message, details: sql`${at.details}::jsonb` };
  const row = { customerId: at.customerId, actor, action, target: at.connectionId, requestId };
  const event = { id: at.eventId, ...owner, type: at.type, data: sql`${at.data}::jsonb` };
  return [
    db.$with('logged', {}).as(insertFrom(source, connectionLogs, line)),
    db.$with('audited', {}).as(insertFrom(source, auditLog, row)),
    db.$with('told', {}).as(insertFrom(source, events, event)),
  ];
}

/** Drizzle's own wants a value for every column, those that number themselves among them. */
function insertFrom<Table extends PgTable>(
  source: SQL,
  table: Table,
  values: Partial<Record<keyof Table['_']['columns'], SQL>>,
): SQL {
  const columns = getTableColumns(table);
  const names = Object.keys(values).map((property) => sql.identifier(columns[property]?.name ?? property));
  return sql`insert into ${table} (${sql.join(names, sql`, `)}) select ${sql.join(Object.values(values), sql`, `)} from ${source}`;
}

const appendAll = statement((db, at: Places<TraceValues>) => {
  const once = sql`(select 1) as once`;
  return db
    .with(...tracedRows(db, at, once))
    .select({ one: sql`1` })
    .from(once);
});

/** A {@link JournalStore} on a database or a transaction. */
export function createJournalStore(db: Database): JournalStore {
  return {
    async appendLog(owner, { details, ...line }) {
      await db.insert(connectionLogs).values({ ...owner, ...line, details: details ?? null });
    },
    async appendAudit({ requestId, ...row }) {
      await db.insert(auditLog).values({ ...row, requestId: requestId ?? null });
    },
    async appendEvent(owner, { type, data }) {
      await db.insert(events).values({ id: generateId('evt'), ...owner, type, data });
    },
    async append(owner, trace) {
      await appendAll(db, traceValues(owner, trace));
    },
    async readLog(owner, { before, severities, since, limit }) {
      return db
        .select()
        .from(connectionLogs)
        .where(
          and(
            eq(connectionLogs.customerId, owner.customerId),
            eq(connectionLogs.connectionId, owner.connectionId),
            before === undefined ? undefined : lt(connectionLogs.sequence, before),
            severities === undefined ? undefined : inArray(connectionLogs.severity, [...severities]),
            since === undefined ? undefined : gte(connectionLogs.createdAt, since),
          ),
        )
        .orderBy(desc(connectionLogs.sequence))
        .limit(limit);
    },
    async sweepLogs({ days, lines }) {
      const old = await db
        .delete(connectionLogs)
        .where(lt(connectionLogs.createdAt, secondsFromNow(-days * 86_400)))
        .returning({ sequence: connectionLogs.sequence });
      // A log that nobody wrote to lately has not grown.
      const ranked = db
        .select({
          sequence: connectionLogs.sequence,
          rank: sql<number>`row_number() over (partition by ${connectionLogs.connectionId} order by ${connectionLogs.sequence} desc)`.as(
            'rank',
          ),
        })
        .from(connectionLogs)
        .where(
          inArray(
            connectionLogs.connectionId,
            db
              .select({ id: connectionLogs.connectionId })
              .from(connectionLogs)
              .where(gte(connectionLogs.createdAt, secondsFromNow(-86_400))),
          ),
        )
        .as('ranked');
      const surplus = await db
        .delete(connectionLogs)
        .where(
          inArray(connectionLogs.sequence, db.select({ sequence: ranked.sequence }).from(ranked).where(gt(ranked.rank, lines))),
        )
        .returning({ sequence: connectionLogs.sequence });
      return old.length + surplus.length;
    },
  };
}
