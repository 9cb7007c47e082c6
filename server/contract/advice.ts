import * as v from 'valibot';

/**
 * What can be looked at after a failure. `callback_url`: the URL must be registered at the third party. `client`: client ID and secret.
 * `credentials`: the saved values. `scopes`: what is requested must be allowed, what was requested must be granted. `consent`: the access
 * must be allowed. `account`: the same account as before. `access`: whether the third party still lists it. `server_address`: the address
 * that was entered. `server_operator`: whoever runs the server there has to act. `clock`, `certificate`, `host_name`, `host_refused`, `network`, `endpoint`: the
 * way to the third party. `provider_page`: an error it showed itself. `provider_status`: an outage of its own. `try_later`: nothing but
 * time. `same_browser`, `in_time`: how a sign-in has to be finished. `encryption_key`: the server's own.
 */
export const checks = [
  'callback_url',
  'client',
  'credentials',
  'scopes',
  'consent',
  'account',
  'access',
  'clock',
  'certificate',
  'host_name',
  'host_refused',
  'network',
  'endpoint',
  'server_address',
  'server_operator',
  'provider_page',
  'provider_status',
  'try_later',
  'same_browser',
  'in_time',
  'encryption_key',
] as const;
export type Check = (typeof checks)[number];

/** Who can mend it: whoever connects, the vendor of the app that the tag is in, or the third party. */
export const menders = ['customer', 'vendor', 'provider'] as const;

/** One thing to check, for whoever reads the failure; what they must not see is not in it. */
export const adviceSchema = v.object({
  check: v.picklist(checks),
  by: v.picklist(menders),
  /** One English sentence; the tag translates by `check` and uses this as its fallback. */
  message: v.string(),
  /** What has to be registered; present for those who can register it. */
  callbackUrl: v.optional(v.string()),
  /** Labels of the fields in question, in the form's own words. */
  fields: v.optional(v.array(v.string())),
  scopes: v.optional(v.object({ requested: v.array(v.string()), missing: v.array(v.string()) })),
  host: v.optional(v.string()),
  /** Not before this time. */
  until: v.optional(v.string()),
  /** How far the third party's clock is ahead of the server's. */
  skewSeconds: v.optional(v.number()),
});
export type Advice = v.InferOutput<typeof adviceSchema>;

/** Members of every answer that tells of a failure: what is told besides its code and sentence. */
export const failureFacts = {
  /** The third party's own error code; never its words. */
  providerCode: v.optional(v.string()),
  advice: v.optional(v.array(adviceSchema)),
} as const;
/** What is told of a failure besides its code and sentence, wherever it is told. */
export interface FailureFacts {
  readonly providerCode?: string | undefined;
  readonly advice?: Advice[] | undefined;
}
