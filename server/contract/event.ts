import * as v from 'valibot';
import { connectionStatuses } from './connection.ts';

/** One thing that happened to a connection, for the vendor's backend: ids and codes, never a value. */
export const eventSchema = v.object({
  id: v.string(),
  /** `connection.` and the code of the log line, for example `connection.connected`. */
  type: v.string(),
  timestamp: v.pipe(v.string(), v.isoTimestamp()),
  data: v.object({
    connection: v.string(),
    /** The vendor's own id. */
    customer: v.string(),
    integration: v.string(),
    configVar: v.string(),
    /** The status it left behind. */
    status: v.picklist(connectionStatuses),
    reason: v.optional(v.string()),
    /** With `connection.ends_soon`: when it ends unless the customer signs in again. */
    endsAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  }),
});
export type ConnectionEvent = v.InferOutput<typeof eventSchema>;

/** `GET /v1/events`, oldest first. `next` is always there: keep it, and ask with it again for what comes after. */
export const eventPageSchema = v.object({ events: v.array(eventSchema), next: v.string() });
export type EventPage = v.InferOutput<typeof eventPageSchema>;
