import { and, desc, eq, lt } from 'drizzle-orm';
import type { LogSeverity } from '../contract/index.ts';
import { generateId } from '../vault/index.ts';
import { schema, type Database } from './database.ts';

/** Small facts beside a line: codes, counts, field keys. Never a secret, never a provider's own text. */
export type Details = Readonly<Record<string, string | number | boolean>>;

interface Owner {
  readonly customerId: string;
  readonly connectionId: string;
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

/** The three append-only records: the log a customer reads, the audit trail, and the outbox of events. */
export interface JournalStore {
  appendLog(owner: Owner, line: { severity: LogSeverity; code: string; message: string; details?: Details }): Promise<void>;
  appendAudit(row: { customerId: string; actor: string; action: string; target: string; requestId?: string }): Promise<void>;
  appendEvent(owner: Owner, event: { type: string; data: Details }): Promise<void>;
  /** Newest first, older than `before`. */
  readLog(owner: Owner, page: { before?: number; limit: number }): Promise<LogRecord[]>;
}

/** A {@link JournalStore} on a database or a transaction. */
export function createJournalStore(db: Database): JournalStore {
  const { connectionLogs, auditLog, events } = schema;
  return {
    async appendLog(owner, { details, ...line }) {
      await db.insert(connectionLogs).values({ ...owner, ...line, details: details ?? null });
    },
    async appendAudit({ requestId, ...row }) {
      await db.insert(auditLog).values({ ...row, requestId: requestId ?? null });
    },
    async appendEvent(owner, event) {
      await db.insert(events).values({ id: generateId('evt'), ...owner, type: event.type, data: event.data });
    },
    async readLog(owner, { before, limit }) {
      return db
        .select()
        .from(connectionLogs)
        .where(
          and(
            eq(connectionLogs.customerId, owner.customerId),
            eq(connectionLogs.connectionId, owner.connectionId),
            before === undefined ? undefined : lt(connectionLogs.sequence, before),
          ),
        )
        .orderBy(desc(connectionLogs.sequence))
        .limit(limit);
    },
  };
}
