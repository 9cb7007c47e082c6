import * as v from 'valibot';
import { failureFacts } from './advice.ts';

/** How much a log line matters. */
export const logSeverities = ['info', 'warn', 'error'] as const;
export type LogSeverity = (typeof logSeverities)[number];

/** One line of a connection's log: codes and our own sentences, never a secret. */
export const logEntrySchema = v.object({
  id: v.string(),
  at: v.string(),
  severity: v.picklist(logSeverities),
  /** What happened, for example `connected`, `refreshed`, `exchange_rejected`. */
  code: v.string(),
  message: v.string(),
  ...failureFacts,
  /**
   * Small facts. Customers see `httpStatus` and `requestId`. The role `organization` and the vendor's backend see also `endpoint` (origin and
   * path), `host`, `progress` (`not_sent`, `maybe_sent`, `received`), `reason`, `retryAfterSeconds`, `clockSkewSeconds`, scopes, and
   * `providerText`: the provider's own words, cut, on one line and without known secrets.
   */
  details: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
});
export type LogEntry = v.InferOutput<typeof logEntrySchema>;

/** `GET …/logs`. `severity` asks for lines that matter at least so much; `since` is a time. */
export const logQuerySchema = v.object({
  /** The `next` of the page before. */
  cursor: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,15}$/), v.transform(Number), v.safeInteger())),
  severity: v.optional(v.picklist(logSeverities)),
  since: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  /** 1 to 200; default 50. */
  limit: v.optional(v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(200))),
});
export type LogQuery = v.InferInput<typeof logQuerySchema>;

/** Newest first; `next` is the cursor of the following page, absent on the last. */
export const logPageSchema = v.object({ entries: v.array(logEntrySchema), next: v.optional(v.string()) });
export type LogPage = v.InferOutput<typeof logPageSchema>;
