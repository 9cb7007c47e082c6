import * as v from 'valibot';

const isoDate = v.pipe(v.string(), v.isoTimestamp());
/** Types of events, for example `connection.connected`. Absent: all of them, those of later versions too. */
const eventTypes = v.pipe(v.array(v.pipe(v.string(), v.regex(/^connection\.[a-z_]{1,60}$/))), v.minLength(1), v.maxLength(100));

/** `POST /v1/webhooks`: where events are to be sent. */
export const webhookRequestSchema = v.strictObject({
  /** `https:` (`http:` on localhost), without user name and fragment. */
  url: v.pipe(v.string(), v.url(), v.maxLength(2048)),
  events: v.optional(eventTypes),
});
export type WebhookRequest = v.InferInput<typeof webhookRequestSchema>;

/** `PATCH /v1/webhooks/:id`. `state: "enabled"` takes up again, from the first event that was not delivered, what was disabled. */
export const webhookPatchSchema = v.strictObject({
  url: v.optional(webhookRequestSchema.entries.url),
  /** Null: all types again. */
  events: v.optional(v.nullable(eventTypes)),
  state: v.optional(v.picklist(['enabled', 'disabled'])),
});
export type WebhookPatch = v.InferInput<typeof webhookPatchSchema>;

/** One endpoint of the vendor's, without its secret. */
export const webhookSchema = v.object({
  id: v.string(),
  url: v.string(),
  events: v.optional(v.array(v.string())),
  state: v.picklist(['enabled', 'disabled']),
  /** `gone`: the endpoint answered 410. `unreachable`: every try of one delivery failed, over three days. `by_request`. */
  disabledReason: v.optional(v.picklist(['gone', 'unreachable', 'by_request'])),
  /** Events that wait to be delivered. */
  pending: v.number(),
  createdAt: isoDate,
});
export type Webhook = v.InferOutput<typeof webhookSchema>;
/** `GET /v1/webhooks`. */
export const webhookListSchema = v.object({ webhooks: v.array(webhookSchema) });
export type WebhookList = v.InferOutput<typeof webhookListSchema>;

/** The answer to a new endpoint and to a new secret: the only time that the secret (`whsec_…`) is shown. */
export const webhookWithSecretSchema = v.object({ ...webhookSchema.entries, secret: v.string() });
export type WebhookWithSecret = v.InferOutput<typeof webhookWithSecretSchema>;

/** `POST /v1/webhooks/:id/secret`: a new secret. Until the old one ends, every delivery is signed with both. */
export const webhookSecretRequestSchema = v.strictObject({
  /** How long the old secret goes on, in seconds: 0 to 604,800 (a week), default 86,400 (a day). */
  oldEndsInSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(604_800)), 86_400),
});

/** `POST /v1/webhooks/:id/replay`: sends everything again that happened from this moment on. */
export const webhookReplaySchema = v.strictObject({ since: isoDate });

/** One event on its way to one endpoint. */
export const deliverySchema = v.object({
  event: v.string(),
  type: v.string(),
  state: v.picklist(['pending', 'delivered', 'failed']),
  attempts: v.number(),
  /** HTTP status of the last answer. */
  status: v.optional(v.number()),
  /** Why there was no answer: a code such as `timeout`. */
  error: v.optional(v.string()),
  nextAttemptAt: v.optional(isoDate),
  endedAt: v.optional(isoDate),
});
/** `GET /v1/webhooks/:id/deliveries`: the newest 100 first. */
export const deliveryListSchema = v.object({ deliveries: v.array(deliverySchema) });
export type DeliveryList = v.InferOutput<typeof deliveryListSchema>;
