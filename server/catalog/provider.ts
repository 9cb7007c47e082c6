import * as v from 'valibot';
import { oauth1SignatureMethods } from '../contract/index.ts';
import { extraHeaders, extraParameters, memberPath, parameterName, renamed } from './schema/parameters.ts';

export { isReservedParameter, reservedParameters } from './schema/parameters.ts';

const seconds = v.pipe(v.number(), v.integer(), v.minValue(1));

/**
 * How the client authenticates (RFC 6749 section 2.3.1). `detect`: in the body, and if the server does not accept the client so, by Basic.
 * `basic_raw`: Basic without form-encoding, which some servers need. `client_secret_header`: `Authorization: Client <secret>` (Square).
 * `private_key_jwt`: an assertion signed with the input `privateKey` (RFC 7523 section 2.2). `tls_client_auth` and
 * `self_signed_tls_client_auth`: the inputs `certificate` and `privateKey` in the TLS handshake (RFC 8705 section 2).
 */
const clientAuthMethods = [
  'detect',
  'basic',
  'basic_raw',
  'post',
  'none',
  'client_secret_header',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const;

const bodyFormats = ['form', 'json', 'query'] as const;

const scalar = v.union([v.string(), v.boolean(), v.number()]);

/** What a provider's own error code can mean. @see RFC 6749 sections 4.1.2.1 and 5.2 */
const standardErrors = [
  'invalid_grant',
  'invalid_client',
  'invalid_scope',
  'redirect_uri_mismatch',
  'access_denied',
  'rate_limited',
  'unavailable',
] as const;

/** The end of a host name: a dot and two labels at least, so that it is somebody's own domain. */
const hostSuffix = v.pipe(v.string(), v.regex(/^(\.[a-z0-9-]+){2,}$/));

/** What a code may be called: nothing that means something else in a callback. */
const codeName = v.pipe(parameterName, v.regex(/^(?!(error|iss|access_token|id_token)$)/));

/** Behaviour that is code and not data, one file each in `server/oauth/quirks`. */
export const quirkNames = ['shopify-hmac', 'facebook-long-lived-token'] as const;
export type QuirkName = (typeof quirkNames)[number];

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
 * Ways to become a client of a server that nobody knew before. `static`: a client ID that somebody filled in. `metadata_document`: a URL
 * of ours that the server reads (draft-ietf-oauth-client-id-metadata-document-00). `registration`: the server hands out an id, and
 * perhaps a secret, on request (RFC 7591).
 */
export const clientWays = ['static', 'metadata_document', 'registration'] as const;
export type ClientWay = (typeof clientWays)[number];

/** How the server at an address that a customer gives is found out about. */
const discoverySchema = v.strictObject({
  /**
   * What the address is. `protected_resource`: what is to be used, which says who authorizes for it (RFC 9728); if it does not, it is taken
   * for the authorization server. `issuer`: the authorization server itself (RFC 8414, OpenID Connect Discovery 1.0). `atproto_account`: the
   * handle or DID of an account of the AT Protocol, or the server it is on; whoever signs in must be an account of that server, and the one
   * that was named, if one was.
   */
  start: v.optional(v.picklist(['protected_resource', 'issuer', 'atproto_account']), 'protected_resource'),
  /** Where DIDs of the method `plc` are looked up. */
  directory: v.optional(url, 'https://plc.directory'),
  /** Ways to become a client, tried in this order; the default is that of the MCP specification (2025-11-25). */
  clients: v.optional(v.pipe(v.array(v.picklist(clientWays)), v.minLength(1)), [...clientWays]),
  /** What the server may show people as the name of the app; default the host of the server's public address. */
  clientName: v.optional(v.string()),
  /** Servers of this kind take a metadata document though their metadata does not say so. */
  assumesMetadataDocument: v.optional(v.boolean(), false),
  /** While this server is on loopback, its id is `http://localhost?…`, which servers of this kind read without fetching anything. */
  hasLocalhostClient: v.optional(v.boolean(), false),
});

/** How to find out, with every default filled in. */
export type Discovery = v.InferOutput<typeof discoverySchema>;

/**
 * Facts about a provider's OAuth endpoints: data, from the provider's own documents. Everything has a default that fits a
 * standards-following server, so most entries are about ten lines.
 */
export const providerSchema = v.strictObject({
  key: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/)),
  label: v.string(),
  /** `https:` or `data:image/…`. */
  icon: v.optional(v.string()),
  /** Present: the endpoints are not known here but found out at an address, the input `serverUrl`. */
  discovery: v.optional(discoverySchema),
  authorize: v.optional(
    v.strictObject({
      url: v.optional(url),
      /** Where requests are pushed before the browser is sent on its way (RFC 9126); absent: they go with the browser. */
      pushedUrl: v.optional(url),
      /** The server takes no other requests (`require_pushed_authorization_requests`), so `pushedUrl` must be known. */
      requirePushed: v.optional(v.boolean(), false),
      params: v.optional(extraParameters, {}),
      /** The standard parameters that go by another name here, for example `client_id: 'client_key'`. */
      rename: renamed(['client_id', 'redirect_uri', 'scope']),
      /** What stands between scopes. `none`: they are fixed where the app is registered, and the parameter is not sent. */
      scopeSeparator: v.optional(v.picklist([' ', ',', '+', 'none']), ' '),
      /** `literal` leaves `:`, `/` and `,` in scopes as they are, which a query allows (RFC 3986 section 3.4). */
      scopeEncoding: v.optional(v.picklist(['percent', 'literal']), 'percent'),
      /** For a consent page that routes by fragment: `#`, this, and then the query. */
      fragment: v.optional(v.pipe(v.string(), v.regex(/^[\w/!-]+$/))),
      /** Default `S256`; `none` only where the provider refuses the parameter. */
      pkce: v.optional(v.picklist(['S256', 'plain', 'none']), 'S256'),
      /** The issuer the answer must name (RFC 9207); absent: not advertised. */
      issuer: v.optional(url),
      /**
       * What may stand in `iss` where no `issuer` is declared. `same_origin`: an address on the origin of the authorization endpoint, or
       * nothing. `require`: such an address. `refuse`: nothing.
       */
      iss: v.optional(v.picklist(['same_origin', 'require', 'refuse']), 'same_origin'),
    }),
    {},
  ),
  token: v.optional(
    v.strictObject({
      url: v.optional(url),
      /** Default `detect`. */
      clientAuth: v.optional(v.picklist(clientAuthMethods), 'detect'),
      /** `GET` puts the parameters, the secret among them, into the address: only for a provider that takes nothing else. */
      method: v.optional(v.picklist(['POST', 'GET']), 'POST'),
      body: v.optional(v.picklist(bodyFormats), 'form'),
      params: v.optional(extraParameters, {}),
      /** The standard parameters that go by another name here, in every call that this client makes. */
      rename: renamed(['client_id', 'client_secret', 'code', 'redirect_uri', 'refresh_token', 'scope']),
      headers: v.optional(extraHeaders, {}),
      answer: v.optional(
        v.strictObject({
          format: v.optional(v.picklist(['json', 'form']), 'json'),
          /** Where the token object sits, for example `['authed_user']`; default the root. */
          root: v.optional(v.array(v.string()), []),
          /** Where the members of RFC 6749 section 5.1 sit below the root, if not under their own names. */
          accessTokenFrom: v.optional(memberPath, 'access_token'),
          refreshTokenFrom: v.optional(memberPath, 'refresh_token'),
          expiresFrom: v.optional(memberPath, 'expires_in'),
          scopeFrom: v.optional(memberPath, 'scope'),
          /**
           * An answer whose member has this value, or has not this one, is an error whatever its status: Slack's `ok: false` with the code
           * in `error`, or a `code` that is not 0.
           */
          errorWhen: v.optional(
            v.union([
              v.strictObject({ member: v.string(), equals: scalar, codeFrom: memberPath }),
              v.strictObject({ member: v.string(), notEquals: scalar, codeFrom: memberPath }),
            ]),
          ),
          /** What error codes of the provider's own mean, by their standard names; for those that mean something else elsewhere. */
          errorCodes: v.optional(v.record(v.string(), v.picklist(standardErrors)), {}),
          scopeSeparator: v.optional(v.picklist([' ', ',', '+']), ' '),
          /**
           * What `expiresFrom` holds: a span in `seconds` or `milliseconds`, or a point in time as a `date` (ISO 8601) or in seconds since
           * 1970 (`epoch`). `never`: the token does not expire, whatever the answer says.
           */
          expiresIn: v.optional(v.picklist(['seconds', 'milliseconds', 'date', 'epoch', 'never']), 'seconds'),
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
  /** OAuth 1.0a (RFC 5849): where a request token is had; `authorize.url` and `token.url` are its other two addresses. */
  oauth1: v.optional(
    v.strictObject({
      requestTokenUrl: v.optional(url),
      signatureMethod: v.optional(v.picklist(oauth1SignatureMethods), 'HMAC-SHA1'),
      /** Stands in the header where the provider asks for it; never signed. */
      realm: v.optional(v.string()),
    }),
    {},
  ),
  /** The device authorization endpoint (RFC 8628 section 3.1), where the provider has one. */
  device: v.optional(v.strictObject({ url: v.optional(url) }), {}),
  /** What tokens are asked for: absolute URIs, which may have slots for inputs, for example `{{#baseUrl}}` (RFC 8707 section 2). */
  resource: v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.string())]),
      v.transform((resource) => [resource].flat()),
    ),
    [],
  ),
  /** How its API is called with a token. */
  api: v.optional(
    v.strictObject({
      /**
       * Where the token may be sent besides the places that have it already: its own token endpoint, the `resource`, and kept values
       * that are `addresses`. An address, slots allowed, of which scheme and host count; or the end of a host name, `.googleapis.com`.
       */
      hosts: v.optional(v.array(v.union([hostSuffix, url])), []),
      /** The header that carries the token. */
      header: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]+$/)), 'authorization'),
      /** The word before the token; empty: none. */
      scheme: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]*$/)), 'Bearer'),
    }),
    {},
  ),
  /** Tokens are bound to a key of the connection, and an answer with any others is refused (RFC 9449). */
  dpop: v.optional(v.boolean(), false),
  refresh: v.optional(
    v.strictObject({
      url: v.optional(url),
      /** Absent: as in a token request. */
      method: v.optional(v.picklist(['POST', 'GET'])),
      body: v.optional(v.picklist(bodyFormats)),
      clientAuth: v.optional(v.picklist(clientAuthMethods)),
      params: v.optional(extraParameters, {}),
      /** Whether the scopes are asked for again; a refusal of them is followed by one try without. Default false. */
      sendScopes: v.optional(v.boolean(), false),
      rotation: v.optional(v.picklist(rotationClasses), 'rotating_strict'),
      /** How long a replaced refresh token goes on working; only with `rotating_grace`. */
      graceSeconds: v.optional(seconds),
      /** The refresh token dies when it is not used for so long. Each use starts the time anew. */
      idleSeconds: v.optional(seconds),
      /** The grant ends so long after consent, however often it is renewed. */
      consentSeconds: v.optional(seconds),
      /** So many grants one account may have of one client; another sign-in ends the oldest. */
      grantsPerAccount: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
    {},
  ),
  /** Absent: the provider has no revocation call; say in `manageUrl` where a person can do it. The defaults are RFC 7009 section 2.1. */
  revoke: v.optional(
    v.strictObject({
      /** The slot `{{#token}}` takes the token, where it is part of the path. */
      url: v.optional(url),
      method: v.optional(v.picklist(['POST', 'DELETE', 'GET']), 'POST'),
      /** Where the token goes. As `bearer` or `header` it proves who asks, and no client authentication is sent. */
      tokenIn: v.optional(v.picklist(['body', 'query', 'path', 'bearer', 'header']), 'body'),
      /** The parameter, or with `header` the header, that holds the token. */
      tokenParam: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/)), 'token'),
      /** Whether `token_type_hint` is sent. */
      hint: v.optional(v.boolean(), true),
      /** How the parameters are written; absent: like a token request. */
      body: v.optional(v.picklist(bodyFormats)),
      clientAuth: v.optional(v.picklist(clientAuthMethods)),
      params: v.optional(extraParameters, {}),
      headers: v.optional(extraHeaders, {}),
      /** What the client's parameters are called in this one call; absent: as in a token request. */
      rename: renamed(['client_id', 'client_secret']),
      /** Which tokens the call takes, in the order to send them in. */
      tokens: v.optional(v.array(v.picklist(['refresh_token', 'access_token'])), ['refresh_token', 'access_token']),
      /** What one call ends: the token, the whole grant, or everything of this user and client. */
      scope: v.optional(v.picklist(['token', 'grant', 'user_client']), 'grant'),
      okStatuses: v.optional(v.array(v.number()), [200, 204]),
      /** Statuses that say, without a code, that the token was dead already. A 401 does for a token that proves who asks. */
      deadStatuses: v.optional(v.array(v.number()), []),
    }),
  ),
  callback: v.optional(
    v.strictObject({
      /** What the code is called here, for example `spapi_oauth_code`. */
      codeParam: v.optional(v.union([v.literal('code'), codeName]), 'code'),
      /** Query parameters of the callback to keep in `connection.context`, for example `realmId`. */
      keep: v.optional(v.array(v.string()), []),
    }),
    {},
  ),
  /**
   * Kept values that are addresses, and what their hosts must end with, for example `instance_url: ['.salesforce.com']`. A value that is
   * no https address (or host name) ending so is dropped. Without an entry here an address must be https, and no IP address.
   */
  addresses: v.optional(v.record(v.string(), v.pipe(v.array(hostSuffix), v.minLength(1))), {}),
  /** A call with the fresh access token, made once after a sign-in, for what neither callback nor answer tell (Atlassian's cloud id). */
  afterConnect: v.optional(
    v.strictObject({
      /** Its host must be fixed, or end with a fixed suffix. */
      url,
      /** The word before the token. Default `Bearer`. */
      scheme: v.optional(v.picklist(['Bearer', 'OAuth']), 'Bearer'),
      /** What to keep in `connection.context`, by dotted path; several values are joined by commas. */
      keep: v.record(v.string(), memberPath),
    }),
  ),
  /** What names the account for people: a dotted path into the token answer, for example `team.name`, or the name of a kept value. */
  accountLabel: v.optional(v.string()),
  /** What identifies the account, found the same way; it tells a sign-in to another account from one to the same. */
  accountId: v.optional(v.string()),
  /** What no fact can say, by name; see `server/oauth/quirks`. */
  quirks: v.optional(v.array(v.picklist(quirkNames)), []),
  /** Where a person removes an app's access by hand. */
  manageUrl: v.optional(url),
  /**
   * The provider's own page that these facts belong to, or its own published specification or code. `checked`: the day that its text was
   * compared with the entry; absent: it could not be read, and nothing here is confirmed by it.
   */
  docs: v.strictObject({ url, checked: v.optional(v.pipe(v.string(), v.isoDate())) }),
});

/** A provider entry as written. */
export type ProviderInput = v.InferInput<typeof providerSchema>;
/** A provider entry with every default filled in. */
export type Provider = v.InferOutput<typeof providerSchema>;
