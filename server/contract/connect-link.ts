import * as v from 'valibot';
import { sessionRequestSchema } from './session.ts';

const day = 86_400;

/**
 * `POST /v1/connect-links`, by the vendor's backend: a link to send to somebody who is to connect an app without opening the vendor's
 * product. Whoever has the link acts for that user, so send it to that person alone.
 */
export const connectLinkRequestSchema = v.strictObject({
  customer: sessionRequestSchema.entries.customer,
  user: sessionRequestSchema.entries.user,
  integration: sessionRequestSchema.entries.integration,
  /** Show only this connection. Default: all of the integration's. */
  configVar: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  /** Where the page offers to go when a connection is made; on one of ALLOWED_ORIGINS. Default: nowhere. */
  returnUrl: v.optional(v.pipe(v.string(), v.url(), v.maxLength(2048))),
  /** 300 seconds to 30 days, default 7 days. */
  expiresInSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(30 * day)), 7 * day),
});
/** What a backend sends to have a link. */
export type ConnectLinkRequest = v.InferInput<typeof connectLinkRequestSchema>;

/** The answer to `POST /v1/connect-links`. */
export const connectLinkAnswerSchema = v.object({
  /** Holds the secret, in its fragment. It is shown once and stored only as a hash. */
  url: v.string(),
  expiresAt: v.string(),
});
/** A link, to send. */
export type ConnectLinkAnswer = v.InferOutput<typeof connectLinkAnswerSchema>;

/** `POST /connect/open`, by the page behind a link. */
export const openLinkRequestSchema = v.strictObject({ secret: v.pipe(v.string(), v.maxLength(100)) });

/** What the page behind a link shows, and with which session. */
export interface OpenedLink {
  readonly token: string;
  readonly integration: string;
  readonly configVar: string;
  readonly returnUrl: string;
}
