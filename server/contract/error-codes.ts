/**
 * Who has to act on an error.
 * `user`: the person at the form. `vendor`: the vendor's developer or operator. `provider`: the third party said no.
 * `transient`: nobody; the same request may succeed later. `internal`: we do.
 */
export type ErrorClass = 'user' | 'vendor' | 'provider' | 'transient' | 'internal';

interface ErrorCodeFacts {
  readonly status: number;
  readonly class: ErrorClass;
  /** One English sentence that says what happened and what to do. The tag translates by code and uses this as its fallback. */
  readonly message: string;
}

/**
 * Every error code that can cross the wire: problem answers, flow outcomes, status reasons and log lines all draw on this one list.
 * The code is the contract; the sentence may be reworded.
 */
export const errorCodes = {
  // --- the request ---------------------------------------------------------------------------------------------------
  invalid_request: { status: 400, class: 'vendor', message: 'The request is malformed. See "errors" for the fields at fault.' },
  unauthorized: { status: 401, class: 'vendor', message: 'Send a valid API key as "Authorization: Bearer …".' },
  session_missing: {
    status: 401,
    class: 'vendor',
    message: 'No session token was sent. Give the tag a getSession() that returns one.',
  },
  session_expired: {
    status: 401,
    class: 'user',
    message: 'The session has ended. Reload the page to go on; nothing you typed was sent.',
  },
  session_invalid: {
    status: 401,
    class: 'vendor',
    message: 'This session token is not valid here. Get a new one from POST /v1/sessions.',
  },
  forbidden: { status: 403, class: 'vendor', message: 'This session does not have the permission for that.' },
  origin_not_allowed: {
    status: 403,
    class: 'vendor',
    message: 'This page may not use the connection server. Add its origin to ALLOWED_ORIGINS.',
  },
  not_found: { status: 404, class: 'vendor', message: 'There is nothing here under that id.' },
  unknown_integration: {
    status: 404,
    class: 'vendor',
    message: 'No integration with this key is declared. Check the "integration" attribute against CONNECTIONS_CONFIG.',
  },
  unknown_config_var: {
    status: 404,
    class: 'vendor',
    message: 'The integration has no connection with this key. Check the "config-var" attribute against CONNECTIONS_CONFIG.',
  },
  instance_disabled: {
    status: 409,
    class: 'vendor',
    message: 'This integration is switched off for this customer. Switch it on before its connections are used.',
  },
  link_expired: { status: 410, class: 'user', message: 'This link has expired. Ask whoever sent it to you for a new one.' },
  link_used: {
    status: 409,
    class: 'user',
    message: 'This link was opened in another browser before. Go on there, or ask whoever sent it to you for a new one.',
  },
  method_not_allowed: { status: 405, class: 'vendor', message: 'This address does not accept that method.' },
  conflict: {
    status: 409,
    class: 'user',
    message: 'Somebody else changed this connection meanwhile. Reload to see the newest state, then try again.',
  },
  payload_too_large: { status: 413, class: 'vendor', message: 'The request is too large.' },
  unsupported_media_type: { status: 415, class: 'vendor', message: 'Send the body as application/json.' },
  validation_failed: { status: 422, class: 'user', message: 'Some fields need attention. See "errors".' },
  rate_limited: { status: 429, class: 'transient', message: 'Too many requests. Wait a moment, then try again.' },
  too_many_requests: {
    status: 429,
    class: 'transient',
    message: 'That was asked for very often in a short time, so nothing was done this time. Wait a minute, then try again.',
  },
  internal_error: {
    status: 500,
    class: 'internal',
    message: 'Something went wrong on the connection server. Try again; if it stays, report the request id.',
  },
  database_unavailable: {
    status: 503,
    class: 'transient',
    message: 'The connection server cannot reach its database. Nothing was saved; try again shortly.',
  },
  key_unavailable: {
    status: 503,
    class: 'transient',
    message: 'The connection server cannot reach its encryption key. Nothing was saved; try again shortly.',
  },

  // --- asking for a connection ----------------------------------------------------------------------------------------
  not_configured: { status: 409, class: 'user', message: 'The customer has not set up this connection yet.' },
  token_unavailable: { status: 503, class: 'transient', message: 'A fresh token could not be had just now. Try again shortly.' },

  // --- one CONNECT ----------------------------------------------------------------------------------------------------
  flow_expired: { status: 410, class: 'user', message: 'The sign-in took too long. Press CONNECT to start again.' },
  flow_cancelled: { status: 410, class: 'user', message: 'The sign-in was cancelled. Press CONNECT to start again.' },
  flow_superseded: {
    status: 409,
    class: 'user',
    message: 'The connection was changed while you were signing in. Press CONNECT to start again.',
  },
  flow_completed: { status: 409, class: 'user', message: 'This sign-in is already completed. You can close this window.' },
  flow_not_bound: {
    status: 403,
    class: 'user',
    message: 'This sign-in was not started in this browser. Go back to the app and press CONNECT there.',
  },
  subject_mismatch: {
    status: 403,
    class: 'user',
    message: 'This sign-in was started by another user. Press CONNECT to start your own.',
  },
  session_revoked: {
    status: 403,
    class: 'user',
    message: 'Your session ended during the sign-in. Reload the page and press CONNECT again.',
  },
  definition_changed: {
    status: 409,
    class: 'user',
    message: 'The settings of this connection changed during the sign-in. Press CONNECT to start again.',
  },
  missing_fields: { status: 422, class: 'user', message: 'Fill in and save the required fields first, then press CONNECT.' },
  not_connectable: { status: 409, class: 'vendor', message: 'This connection has no CONNECT step. Save its fields instead.' },

  // --- what the third party said ---------------------------------------------------------------------------------------
  access_denied: { status: 403, class: 'user', message: 'Access was declined at the third party. Press CONNECT to try again.' },
  account_changed: { status: 409, class: 'user', message: 'You signed in with a different account than before.' },
  wrong_account: { status: 409, class: 'user', message: 'You signed in with a different account than the one that is entered.' },
  invalid_client: {
    status: 502,
    class: 'vendor',
    message: 'The third party refused our client ID or secret. The app\u2019s developer must check both.',
  },
  redirect_uri_mismatch: {
    status: 502,
    class: 'vendor',
    message: 'The third party does not know our callback URL. The app\u2019s developer must register it there.',
  },
  invalid_scope: {
    status: 502,
    class: 'vendor',
    message: 'The third party refused the requested scopes. The app\u2019s developer must check them.',
  },
  exchange_rejected: {
    status: 502,
    class: 'provider',
    message: 'The third party refused to complete the sign-in. Press CONNECT to try again.',
  },
  exchange_unknown: {
    status: 502,
    class: 'provider',
    message: 'The third party did not answer in time, so the sign-in is incomplete. Press CONNECT to try again.',
  },
  issuer_mismatch: {
    status: 502,
    class: 'provider',
    message: 'The answer came from another authorization server than the one asked. Nothing was stored.',
  },
  provider_unreachable: { status: 502, class: 'transient', message: 'The third party cannot be reached. Try again shortly.' },
  provider_error: {
    status: 502,
    class: 'provider',
    message: 'The third party answered with an error. Try again; if it stays, check the connection\u2019s log.',
  },
  provider_protocol_error: {
    status: 502,
    class: 'provider',
    message: 'The third party\u2019s answer could not be understood. Nothing was stored.',
  },
  egress_refused: {
    status: 422,
    class: 'user',
    message: 'This address may not be called from the connection server. Check the host name.',
  },

  // --- a server by its address --------------------------------------------------------------------------------------------
  discovery_failed: {
    status: 422,
    class: 'user',
    message:
      'No sign-in was found at this address. Check it: it must be the address of a server that lets apps connect by OAuth.',
  },
  resource_mismatch: {
    status: 422,
    class: 'provider',
    message: 'The server describes itself under another address than this one. Ask its operator for the exact address.',
  },
  server_unsupported: {
    status: 422,
    class: 'provider',
    message: 'The server offers no sign-in that is safe to use here (authorization code with PKCE S256). Ask its operator.',
  },
  registration_unsupported: {
    status: 422,
    class: 'provider',
    message: 'This server does not let apps register themselves. Ask its operator for a client ID, or for allowing registration.',
  },
  registration_refused: {
    status: 502,
    class: 'provider',
    message: 'The server refused to register this app. Ask its operator to allow it, then try again.',
  },
  server_changed: {
    status: 409,
    class: 'user',
    message:
      'The server at this address names another sign-in server than before, so nothing was sent. If its operator confirms the move, press DISCONNECT, then CONNECT.',
  },

  // --- reasons of a red connection --------------------------------------------------------------------------------------
  reauth_required: {
    status: 409,
    class: 'user',
    message: 'The third party no longer accepts this connection. Press CONNECT to sign in again.',
  },
  credentials_rejected: {
    status: 409,
    class: 'user',
    message: 'The third party refused these credentials. Enter new ones and save.',
  },
  outcome_unknown: {
    status: 409,
    class: 'user',
    message: 'A renewal was interrupted and the third party may have replaced the token. Press CONNECT to sign in again.',
  },
  scope_missing: {
    status: 409,
    class: 'user',
    message: 'A required permission was not granted. Press CONNECT and allow everything that is asked for.',
  },
  decrypt_failed: {
    status: 409,
    class: 'vendor',
    message:
      'The stored credentials cannot be opened. Enter them or connect again; the app\u2019s operator should check the encryption key.',
  },
  provider_error_persistent: {
    status: 409,
    class: 'provider',
    message: 'The third party has been failing for a long time. Press CONNECT to try again.',
  },
  test_failed: { status: 409, class: 'user', message: 'The test call failed. Check the values and try again.' },
  use_failed: {
    status: 409,
    class: 'user',
    message: 'The app could not use this connection. Check it, then connect or save again.',
  },
} as const satisfies Record<string, ErrorCodeFacts>;

/** A stable, lower-snake-case error code. */
export type ErrorCode = keyof typeof errorCodes;

/** Whether `value` is a code of the list, for input that crossed a trust line. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}

/** The reasons that may paint a connection red; each has been confirmed, none is a guess or an outage. */
export const statusReasons = [
  'reauth_required',
  'credentials_rejected',
  'outcome_unknown',
  'scope_missing',
  'decrypt_failed',
  'provider_error_persistent',
  'test_failed',
  'use_failed',
] as const satisfies readonly ErrorCode[];

/** Why a connection is red. */
export type StatusReason = (typeof statusReasons)[number];
