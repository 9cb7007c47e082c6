import * as v from 'valibot';
import { adviceSchema, failureFacts } from './advice.ts';
import { statusReasons } from './error-codes.ts';
import { fieldSchema } from './field.ts';

/**
 * The one status machine. `not_configured` (grey): something required is missing. `configured` (yellow): set, not yet used.
 * `active` (green): used successfully in an execution. `error` (red): needs attention, with a reason.
 */
export const connectionStatuses = ['not_configured', 'configured', 'active', 'error'] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

/**
 * How a connection is made. `fields`: by saving the form. `popup`: the customer signs in at the third party.
 * `direct`: CONNECT fetches a token with the saved fields and no sign-in (client credentials). `device`: the customer enters a code that
 * CONNECT shows on a page of the third party's, on whatever device (RFC 8628).
 */
export const connectModes = ['fields', 'popup', 'direct', 'device'] as const;
export type ConnectMode = (typeof connectModes)[number];

const isoDate = v.pipe(v.string(), v.isoTimestamp());

/** One connection as the tag may see it. Holds no secret. */
export const connectionSchema = v.object({
  id: v.string(),
  /** The key of the connection config variable. */
  configVar: v.string(),
  label: v.string(),
  description: v.optional(v.string()),
  /** The third-party app, for example `{key: "slack", label: "Slack"}`. */
  component: v.object({ key: v.string(), label: v.string() }),
  /** `https:` URL or `data:image/…` of the icon beside the connection. */
  icon: v.optional(v.string()),
  connect: v.picklist(connectModes),
  status: v.picklist(connectionStatuses),
  /** Why it is red; present exactly when `status` is `error`. */
  reason: v.optional(v.picklist(statusReasons)),
  /** A credential is stored (OAuth), so DISCONNECT makes sense. For `fields` connections: something is stored. */
  connected: v.boolean(),
  /** Required fields that have no value yet; CONNECT waits for them. */
  missingFields: v.array(v.string()),
  fields: v.array(fieldSchema),
  /** Counts saves of the fields; send it back with a patch. */
  revision: v.number(),
  /** Whether a test request is declared. */
  testable: v.boolean(),
  /** Whether DISCONNECT can also revoke at the provider. */
  revocable: v.boolean(),
  /** Where a person can remove the app's access by hand, when the provider has no revocation call. */
  manageUrl: v.optional(v.string()),
  /** Whose account it is, as far as known. */
  accountLabel: v.optional(v.string()),
  scopes: v.optional(v.object({ requested: v.array(v.string()), granted: v.array(v.string()), missing: v.array(v.string()) })),
  /** The callback URL to register at the provider; for the role `organization`, and for customers who bring the OAuth client. */
  callbackUrl: v.optional(v.string()),
  connectedAt: v.optional(isoDate),
  lastUsedAt: v.optional(isoDate),
  lastRefreshedAt: v.optional(isoDate),
  nextRefreshAt: v.optional(isoDate),
  expiresAt: v.optional(isoDate),
  /** When the connection ends unless the customer signs in again, as far as the third party tells; a renewal may move it. */
  endsAt: v.optional(isoDate),
  /** That end is near: it is time to sign in again. */
  endsSoon: v.optional(v.boolean()),
  /** The newest problem that did not turn the connection red, for example a provider that is down. */
  warning: v.optional(v.string()),
  /** What to check about `reason` or `warning`. */
  advice: v.optional(v.array(adviceSchema)),
});
export type Connection = v.InferOutput<typeof connectionSchema>;

/** What a session may do. There is none that reads a secret. */
export const permissions = ['read', 'edit', 'connect', 'disconnect', 'logs', 'test'] as const;
export type Permission = (typeof permissions)[number];

/** Whose eyes a session has: the customer's, or those of the vendor's own staff. */
export const roles = ['customer', 'organization'] as const;
export type Role = (typeof roles)[number];

/** Everything the tag needs for its first paint, in one answer. */
export const snapshotSchema = v.object({
  integration: v.object({ key: v.string(), name: v.string() }),
  customer: v.object({ id: v.string(), name: v.optional(v.string()) }),
  role: v.picklist(roles),
  permissions: v.array(v.picklist(permissions)),
  connections: v.array(connectionSchema),
});
export type Snapshot = v.InferOutput<typeof snapshotSchema>;

/** What DISCONNECT did at the provider. `pending`: queued, retried in the background; the log will say how it ended. */
export const revocationResults = ['revoked', 'pending', 'nothing_to_revoke', 'unsupported', 'unconfirmed'] as const;
export type RevocationResult = (typeof revocationResults)[number];

/** The answer to DISCONNECT. */
export const disconnectedSchema = v.object({
  revocation: v.picklist(revocationResults),
  connection: connectionSchema,
});
export type Disconnected = v.InferOutput<typeof disconnectedSchema>;

/** The outcome of a test request: never the provider's answer, only its status code and ours. */
export const testResultSchema = v.object({
  ok: v.boolean(),
  code: v.optional(v.string()),
  /** HTTP status the provider gave, when it answered. */
  providerStatus: v.optional(v.number()),
  ...failureFacts,
  connection: connectionSchema,
});
export type TestResult = v.InferOutput<typeof testResultSchema>;
