import * as v from 'valibot';
import { permissions, roles } from './connection.ts';

const externalId = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const displayName = v.pipe(v.string(), v.maxLength(255));

/**
 * `POST /v1/sessions`, by the vendor's backend for the user who is looking at the page.
 * `customer.id` and `user.id` are the vendor's own; an unknown customer is created.
 */
export const sessionRequestSchema = v.strictObject({
  customer: v.strictObject({ id: externalId, name: v.optional(displayName) }),
  user: v.strictObject({ id: externalId, name: v.optional(displayName) }),
  integration: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  /** Default `customer`. `organization` also sees fields that are hidden from customers. */
  role: v.optional(v.picklist(roles), 'customer'),
  /** Default: all of them. */
  permissions: v.optional(v.array(v.picklist(permissions)), [...permissions]),
  /** The only page origin that may use this session. Default: any of ALLOWED_ORIGINS. */
  origin: v.optional(v.pipe(v.string(), v.url(), v.maxLength(300))),
  /** 60 to 1800 seconds, default 1800. */
  expiresInSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(1800)), 1800),
});
export type SessionRequest = v.InferInput<typeof sessionRequestSchema>;

/** The answer to `POST /v1/sessions`. */
export const sessionAnswerSchema = v.object({
  /** Give it to the tag's `getSession`; it is shown once and stored only as a hash. */
  token: v.string(),
  expiresAt: v.string(),
  instanceId: v.string(),
});
export type SessionAnswer = v.InferOutput<typeof sessionAnswerSchema>;
