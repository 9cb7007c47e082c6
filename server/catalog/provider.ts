import * as v from 'valibot';

/**
 * Request parameters that the engine sets itself. Neither a provider entry nor a definition may override them:
 * each one carries a security property (binding, audience, PKCE) of the flow.
 */
export const reservedParameters = [
  'state',
  'redirect_uri',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'client_id',
  'client_secret',
  'scope',
  'response_type',
  'nonce',
  'code',
  'grant_type',
  'refresh_token',
] as const;

const extraParameters = v.pipe(
  v.record(v.string(), v.string()),
  v.check(
    (params) => !Object.keys(params).some((name) => (reservedParameters as readonly string[]).includes(name)),
    `These parameters are set by the engine and cannot be overridden: ${reservedParameters.join(', ')}.`,
  ),
);

const url = v.pipe(
  v.string(),
  v.regex(/^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/, 'Must be an https URL.'),
);

/**
 * What happens to a refresh token when it is used. `non_rotating`: it stays valid. `rotating_grace`: replaced, the old one
 * works a while longer. `rotating_strict`: replaced at once, and presenting the old one may revoke the whole grant.
 */
export const rotationClasses = ['non_rotating', 'rotating_grace', 'rotating_strict'] as const;
export type RotationClass = (typeof rotationClasses)[number];

/**
 * Facts about a provider's OAuth endpoints: data, from the provider's own documents. Everything has a default that fits a
 * standards-following server, so most entries are about ten lines.
 */
export const providerSchema = v.strictObject({
  key: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/)),
  label: v.string(),
  /** `https:` or `data:image/…`. */
  icon: v.optional(v.string()),
  authorize: v.optional(
    v.strictObject({
      url: v.optional(url),
      params: v.optional(extraParameters, {}),
      scopeSeparator: v.optional(v.picklist([' ', ',', '+']), ' '),
      /** Default `S256`; `none` only where the provider refuses the parameter. */
      pkce: v.optional(v.picklist(['S256', 'plain', 'none']), 'S256'),
      /** The issuer the answer must name (RFC 9207); absent: not advertised. */
      issuer: v.optional(url),
    }),
    {},
  ),
  token: v.optional(
    v.strictObject({
      url: v.optional(url),
      /**
       * How the client authenticates (RFC 6749 section 2.3.1). `detect`: in the body, and if the server does not accept the client so, by Basic.
       * `basic_raw`: Basic without form-encoding, which some servers need.
       */
      clientAuth: v.optional(v.picklist(['detect', 'basic', 'basic_raw', 'post', 'none']), 'detect'),
      body: v.optional(v.picklist(['form', 'json']), 'form'),
      params: v.optional(extraParameters, {}),
      headers: v.optional(v.record(v.string(), v.string()), {}),
      answer: v.optional(
        v.strictObject({
          format: v.optional(v.picklist(['json', 'form']), 'json'),
          /** Where the token object sits, for example `['authed_user']`; default the root. */
          root: v.optional(v.array(v.string()), []),
          /** A 200 whose member has this value is an error, for example Slack's `ok: false` with the code in `error`. */
          errorWhen: v.optional(
            v.strictObject({ member: v.string(), equals: v.union([v.string(), v.boolean(), v.number()]), codeFrom: v.string() }),
          ),
          scopeSeparator: v.optional(v.picklist([' ', ',', '+']), ' '),
          expiresIn: v.optional(v.picklist(['seconds', 'milliseconds']), 'seconds'),
          /** Lifetime to assume when the answer names none, in seconds; absent: the token does not expire by itself. */
          defaultLifetimeSeconds: v.optional(v.number()),
          /** Members of the answer to keep beside the tokens (encrypted), handed to the vendor's code in `token`. */
          keep: v.optional(v.array(v.string()), []),
        }),
        {},
      ),
    }),
    {},
  ),
  refresh: v.optional(
    v.strictObject({
      url: v.optional(url),
      params: v.optional(extraParameters, {}),
      rotation: v.optional(v.picklist(rotationClasses), 'rotating_strict'),
    }),
    {},
  ),
  /** Absent: the provider has no revocation call. */
  revoke: v.optional(
    v.strictObject({
      url: v.optional(url),
      /**
       * `rfc7009`: POST token and token_type_hint with client authentication (RFC 7009 section 2.1).
       * `bearer`: POST with the access token as bearer (Slack's auth.revoke). `github`: DELETE with Basic and a JSON body.
       */
      style: v.optional(v.picklist(['rfc7009', 'bearer', 'github']), 'rfc7009'),
      /** How the style `rfc7009` writes its parameters; absent: like a token request. */
      body: v.optional(v.picklist(['form', 'json'])),
      /** What one call ends: the token, the whole grant, or everything of this user and client. */
      scope: v.optional(v.picklist(['token', 'grant', 'user_client']), 'grant'),
      okStatuses: v.optional(v.array(v.number()), [200, 204]),
    }),
  ),
  callback: v.optional(
    v.strictObject({
      /** Query parameters of the callback to keep in `connection.context`, for example `realmId`. */
      keep: v.optional(v.array(v.string()), []),
    }),
    {},
  ),
  /** Member of the token answer that names the account, as a dotted path, for example `team.name`. */
  accountLabel: v.optional(v.string()),
  /** Where a person removes an app's access by hand. */
  manageUrl: v.optional(url),
  /** The provider's own pages these facts come from, and when they were read. */
  docs: v.strictObject({ url, checked: v.pipe(v.string(), v.isoDate()) }),
});

/** A provider entry as written. */
export type ProviderInput = v.InferInput<typeof providerSchema>;
/** A provider entry with every default filled in. */
export type Provider = v.InferOutput<typeof providerSchema>;
