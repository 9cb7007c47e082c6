import * as v from 'valibot';
import { permissions, roles, snapshotSchema } from './connection.ts';

/** The vendor's own id of a customer or a user. */
export const externalId = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
/** A name for people to read. */
export const displayName = v.pipe(v.string(), v.maxLength(255));

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
  /** The only page origin that may use it. Default: any of ALLOWED_ORIGINS. */
  origin: v.optional(v.pipe(v.string(), v.url(), v.maxLength(300))),
  /** 60 to 1800 seconds, default 1800. */
  expiresInSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(1800)), 1800),
  /**
   * Has the answer carry what the tag shows first, which spares the tag a request before that. `locale`: the BCP 47 tag of the page's language,
   * for the words of your own definitions. Default: those of the definition.
   */
  snapshot: v.optional(v.strictObject({ locale: v.optional(v.pipe(v.string(), v.maxLength(35)), '') })),
});
export type SessionRequest = v.InferInput<typeof sessionRequestSchema>;

/**
 * Claims of a session token that the vendor's backend signs itself (RS256, ES256 or EdDSA, under a key of SESSION_KEYS) instead of asking
 * for one. Besides these it needs `aud` (the server's PUBLIC_URL), `iat` and `exp`, at most 900 seconds apart. `nbf` is honoured; `iss`
 * and `jti` may be there and decide nothing, since the registered key is the issuer. Claims that are not named here are ignored.
 * @see RFC 7519 section 4.1
 */
export const sessionClaimsSchema = v.object({
  /** The vendor's id of the user. */
  sub: externalId,
  /** The vendor's id of the customer, or id and name; an unknown customer is created. */
  customer: v.union([
    v.pipe(
      externalId,
      v.transform((id): { id: string; name?: string } => ({ id })),
    ),
    v.object({ id: externalId, name: v.optional(displayName) }),
  ]),
  integration: sessionRequestSchema.entries.integration,
  role: sessionRequestSchema.entries.role,
  permissions: sessionRequestSchema.entries.permissions,
  origin: sessionRequestSchema.entries.origin,
});
/** The claims as a backend writes them. */
export type SessionClaims = v.InferInput<typeof sessionClaimsSchema>;

/** The answer to `POST /v1/sessions`. */
export const sessionAnswerSchema = v.object({
  /** Give it to the tag's `getSession`; it is shown once and stored only as a hash. */
  token: v.string(),
  expiresAt: v.string(),
  instanceId: v.string(),
  /** Where it was asked for, and the session may read: what the tag shows first. Give it to `getSession` with the token. Holds no secret. */
  snapshot: v.optional(snapshotSchema),
});
export type SessionAnswer = v.InferOutput<typeof sessionAnswerSchema>;
