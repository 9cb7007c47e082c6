import * as v from 'valibot';
import { connectionStatuses } from './connection.ts';
import { dpopKeySchema } from './dpop.ts';
import { fieldValueSchema } from './field.ts';
import { oauth1SignatureMethods } from './oauth1-signature.ts';

/** One row of `GET /v1/connections`. */
export const connectionSummarySchema = v.object({
  id: v.string(),
  customer: v.string(),
  integration: v.string(),
  configVar: v.string(),
  definition: v.string(),
  status: v.picklist(connectionStatuses),
  reason: v.optional(v.string()),
  connected: v.boolean(),
  accountLabel: v.optional(v.string()),
  lastUsedAt: v.optional(v.string()),
  lastRefreshedAt: v.optional(v.string()),
  nextRefreshAt: v.optional(v.string()),
  /** When the connection ends unless the customer signs in again, as far as the third party tells; a renewal may move it. */
  endsAt: v.optional(v.string()),
});
export type ConnectionSummary = v.InferOutput<typeof connectionSummarySchema>;
/** What `GET /v1/connections` may ask for; ids and keys are the vendor's own. */
export const connectionQuerySchema = v.object({
  customer: v.optional(v.string()),
  integration: v.optional(v.string()),
  configVar: v.optional(v.string()),
  /** The `next` of the page before. */
  cursor: v.optional(v.string()),
  /** 1 to 9,999: only what has been set up for so long and not been used since, as far as uses are reported. */
  unusedForDays: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}$/), v.transform(Number))),
});
/** `GET /v1/connections`; `next` is the cursor of the following page, absent on the last. */
export const connectionListSchema = v.object({ connections: v.array(connectionSummarySchema), next: v.optional(v.string()) });

/** `POST /v1/connections/:id/credentials`. */
export const credentialsRequestSchema = v.strictObject({
  /** The token must live at least this long, in seconds. Default 60. */
  minTtlSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400)), 60),
  /**
   * The `version` of a token the third party has just refused (401). Asks for one refresh, unless a newer one is stored already, or this
   * one was itself renewed less than a minute ago; see `notRenewed`.
   */
  rejectedVersion: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
export type CredentialsRequest = v.InferInput<typeof credentialsRequestSchema>;

/** A token as handed to the vendor's code: as the provider gave it, never with a refresh token. */
export const tokenSchema = v.looseObject({
  access_token: v.string(),
  token_type: v.string(),
  /** ISO 8601; absent when the provider gave no lifetime. */
  expires_at: v.optional(v.string()),
  scope: v.optional(v.string()),
  /** The private key the token is bound to; present exactly when `token_type` is `DPoP`. Every use takes a proof made with it. */
  dpop_key: v.optional(dpopKeySchema),
  /** What signs each request, with `access_token` (RFC 5849); present exactly when `token_type` is `OAuth1`. */
  token_secret: v.optional(v.string()),
  consumer_key: v.optional(v.string()),
  consumer_secret: v.optional(v.string()),
  signature_method: v.optional(v.picklist(oauth1SignatureMethods)),
  realm: v.optional(v.string()),
});
export type Token = v.InferOutput<typeof tokenSchema>;

/** How a third party's API is called with a token. */
export const apiAccessSchema = v.object({
  /** Where the token may be sent: an origin such as `https://api.github.com`, or the end of a host name such as `.googleapis.com`. */
  hosts: v.array(v.string()),
  /** The header that carries the token, with `scheme` and a blank before it unless that is empty. */
  header: v.string(),
  scheme: v.string(),
});
export type ApiAccess = v.InferOutput<typeof apiAccessSchema>;

/** A connection as integration code uses it. */
export const credentialsSchema = v.object({
  id: v.string(),
  /** The connection definition's key. */
  key: v.string(),
  /** The connection config variable's key. */
  configVarKey: v.string(),
  fields: v.record(v.string(), fieldValueSchema),
  token: v.optional(tokenSchema),
  /** Present exactly when `token` is. */
  api: v.optional(apiAccessSchema),
  /** What the provider returned to the callback and the definition keeps, for example `realmId`. */
  context: v.optional(v.record(v.string(), v.string())),
  /** Goes up with every stored token; send it back as `rejectedVersion`. */
  version: v.number(),
  /** It is the token of `rejectedVersion` still: renewed less than a minute ago, and another renewal would bring no better one. */
  notRenewed: v.optional(v.literal('renewed_lately')),
});
export type Credentials = v.InferOutput<typeof credentialsSchema>;

/** `POST /v1/connections/:id/usage`. */
export const usageRequestSchema = v.variant('outcome', [
  v.strictObject({ outcome: v.literal('used'), version: v.optional(v.number()) }),
  v.strictObject({
    outcome: v.literal('failed'),
    version: v.optional(v.number()),
    /** HTTP status the third party gave, if any. 401 means the credentials are dead. */
    status: v.optional(v.pipe(v.number(), v.integer())),
    /** One short sentence for the log; cut at 200 characters. Must hold no secret. */
    message: v.optional(v.pipe(v.string(), v.maxLength(2000))),
  }),
]);
export type UsageRequest = v.InferOutput<typeof usageRequestSchema>;
