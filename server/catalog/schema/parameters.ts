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
  'request',
  'request_uri',
  'dpop_jkt',
  'client_assertion',
  'client_assertion_type',
  'assertion',
  'username',
  'password',
  'resource',
] as const;

/** Whether only the engine may set a request parameter of this name. */
export function isReservedParameter(name: string): boolean {
  return (reservedParameters as readonly string[]).includes(name);
}

const cannotOverride = `These parameters are set by the engine and cannot be overridden: ${reservedParameters.join(', ')}.`;

/** Parameters that a provider wants besides the standard ones. */
export const extraParameters = v.pipe(
  v.record(v.string(), v.string()),
  v.check((params) => !Object.keys(params).some(isReservedParameter), cannotOverride),
);

/** The name of a request parameter that is not the engine's. */
export const parameterName = v.pipe(
  v.string(),
  v.regex(/^[\w.-]{1,64}$/),
  v.check((name) => !isReservedParameter(name), cannotOverride),
);

/** Standard parameters and what this provider calls them, for example `client_id: 'client_key'`. What binds a flow keeps its name. */
export const renamed = (names: readonly (typeof reservedParameters)[number][]) =>
  v.optional(
    v.pipe(
      v.record(v.picklist(names), parameterName),
      v.check((own) => new Set(Object.values(own)).size === Object.keys(own).length, 'Two parameters cannot share a name.'),
    ),
    {},
  );

/** Request headers. Those that say where a request ends, or who sends it, are the engine's. */
export const extraHeaders = v.pipe(
  v.record(v.string(), v.string()),
  v.check(
    (headers) => !Object.keys(headers).some((name) => /^(authorization|content-length|content-type|cookie|host)$/i.test(name)),
    'These headers are set by the engine and cannot be overridden.',
  ),
);

/** A dotted path into an answer; a number counts into a list, and `*` stands for each of it, for example `*.id`. */
export const memberPath = v.pipe(v.string(), v.regex(/^[^.]+(\.[^.]+)*$/));
