import { and, desc, eq, gt, gte, inArray, lt, sql } from './drizzle.ts';
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
  append(owner: Owner, change: { log: LogLine; audit: AuditRow; event: NewEvent }): Promise<void>;
  /** Newest first, older than `before`; only of these severities, not older than `since`. */
  readLog(owner: Owner, page: LogFilter): Promise<LogRecord[]>;
  /**
   * Deletes log lines older than `days`, and of each connection that was written to within a day those beyond the newest `lines`.
   * @returns how many were deleted.
   */
  sweepLogs(keep: LogRetention): Promise<number>;
}

const { connectionLogs, auditLog, events } = schema;

/** A {@link LogLine}, an {@link AuditRow} and a {@link NewEvent} with a place for each column. */
interface Appended extends Owner, Omit<LogLine, 'details'>, Pick<AuditRow, 'actor' | 'action' | 'target'> {
  readonly details: Details | null;
  readonly requestId: string | null;
  readonly eventId: string;
  readonly type: string;
  readonly data: Details;
}

const appendAll = statement((db, at: Places<Appended>) => {
  const { customerId, connectionId, severity, code, message, details, actor, action, target, requestId } = at;
  const logged = db
    .$with('logged')
    .as(
      db
        .insert(connectionLogs)
        .values({ customerId, connectionId, severity, code, message, details })
        .returning({ sequence: connectionLogs.sequence }),
    );
  const audited = db
    .$with('audited')
    .as(db.insert(auditLog).values({ customerId, actor, action, target, requestId }).returning({ sequence: auditLog.sequence }));
  return db
    .with(logged, audited)
    .insert(events)
    .values({ id: at.eventId, customerId, connectionId, type: at.type, data: at.data });
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
    async append(owner, { log, audit, event }) {
      await appendAll(db, {
        ...owner,
        ...{ ...log, details: log.details ?? null },
        ...{ actor: audit.actor, action: audit.action, target: audit.target, requestId: audit.requestId ?? null },
        ...{ eventId: generateId('evt'), type: event.type, data: event.data },
      });
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
