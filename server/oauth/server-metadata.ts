import type { AuthorizationServer } from 'oauth4webapi';
import type { DiscoveredServer } from '../definitions/discovered-server.ts';
import { ProviderError } from './errors.ts';

const maxListLength = 100;
const maxTextLength = 2_000;

/** The texts of a list that a stranger wrote; anything else in it is left out. */
export function stringsIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[])
    .filter((entry): entry is string => typeof entry === 'string' && entry !== '' && entry.length <= maxTextLength)
    .slice(0, maxListLength);
}

/**
 * What we need of an authorization server's metadata whose issuer has been checked.
 * @see RFC 8414 section 2; RFC 7636 section 4.2; RFC 9126 section 5; RFC 9207 section 3; RFC 9449 section 5.1
 * @throws ProviderError `server_unsupported` when it has no authorization code grant, names PKCE methods without S256, or wants requests
 * pushed and does not say where.
 */
export function readServerMetadata(metadata: AuthorizationServer): DiscoveredServer {
  const authorizationEndpoint = text(metadata.authorization_endpoint);
  const tokenEndpoint = text(metadata.token_endpoint);
  if (authorizationEndpoint === undefined || tokenEndpoint === undefined || !canSignIn(metadata)) {
    throw new ProviderError('server_unsupported', { progress: 'received' });
  }
  const grantTypes = metadata.grant_types_supported;
  return {
    issuer: metadata.issuer,
    authorizationEndpoint,
    tokenEndpoint,
    ...optional('revocationEndpoint', text(metadata.revocation_endpoint)),
    ...optional('registrationEndpoint', text(metadata.registration_endpoint)),
    ...optional('pushedAuthorizationRequestEndpoint', text(metadata.pushed_authorization_request_endpoint)),
    sendsIssuer: metadata.authorization_response_iss_parameter_supported === true,
    tokenAuthMethods: stringsIn(metadata.token_endpoint_auth_methods_supported),
    requiresDpop: false,
    dpopAlgorithms: stringsIn(metadata.dpop_signing_alg_values_supported),
    issuesRefreshTokens: grantTypes === undefined || stringsIn(grantTypes).includes('refresh_token'),
    readsMetadataDocuments: metadata['client_id_metadata_document_supported'] === true,
    scopes: [],
  };
}

/**
 * A list that is there must have what we use. Where PKCE is not spoken of, S256 is sent all the same: servers that do not know it ignore
 * it, and state and browser binding hold without it.
 */
function canSignIn(metadata: AuthorizationServer): boolean {
  const has = (list: unknown, value: string) => list === undefined || stringsIn(list).includes(value);
  return (
    has(metadata.response_types_supported, 'code') &&
    has(metadata.response_modes_supported, 'query') &&
    has(metadata.grant_types_supported, 'authorization_code') &&
    has(metadata.code_challenge_methods_supported, 'S256') &&
    (metadata.require_pushed_authorization_requests !== true ||
      text(metadata.pushed_authorization_request_endpoint) !== undefined)
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxTextLength ? value : undefined;
}

function optional<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: string };
}
