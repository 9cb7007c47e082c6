import * as v from 'valibot';

/** How much a log line matters. */
export const logSeverities = ['info', 'warn', 'error'] as const;
export type LogSeverity = (typeof logSeverities)[number];

/** One line of a connection's log: codes and our own sentences, never a secret and never the provider's raw text. */
export const logEntrySchema = v.object({
  id: v.string(),
  at: v.string(),
  severity: v.picklist(logSeverities),
  /** What happened, for example `connected`, `refreshed`, `exchange_rejected`. */
  code: v.string(),
  message: v.string(),
  /** Small facts: the provider's error code, an HTTP status, a field's key. The role `organization` sees more of them. */
  details: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
});
export type LogEntry = v.InferOutput<typeof logEntrySchema>;

/** Newest first; `next` is the cursor of the following page, absent on the last. */
export const logPageSchema = v.object({ entries: v.array(logEntrySchema), next: v.optional(v.string()) });
export type LogPage = v.InferOutput<typeof logPageSchema>;
