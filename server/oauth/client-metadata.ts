import type { DiscoveredServer } from '../definitions/discovered-server.ts';

/** What a client says of itself, to a server that registers it or reads its metadata document. @see RFC 7591 section 2 */
export interface ClientMetadata {
  readonly client_name: string;
  readonly client_uri: string;
  readonly redirect_uris: string[];
  readonly grant_types: string[];
  readonly response_types: string[];
  readonly token_endpoint_auth_method: string;
  readonly application_type: 'web';
  readonly scope?: string;
  /** @see RFC 9449 section 5.2 */
  readonly dpop_bound_access_tokens?: true;
}

/** What differs between clients. */
export interface ClientDescription {
  readonly name: string;
  readonly homepage: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly usesDpop: boolean;
}

/** The metadata of a client that signs people in by authorization code. */
export function clientMetadata(
  client: ClientDescription,
  { tokenAuthMethod, refreshes }: { readonly tokenAuthMethod: string; readonly refreshes: boolean },
): ClientMetadata {
  return {
    client_name: client.name,
    client_uri: client.homepage,
    redirect_uris: [client.redirectUri],
    grant_types: ['authorization_code', ...(refreshes ? ['refresh_token'] : [])],
    response_types: ['code'],
    token_endpoint_auth_method: tokenAuthMethod,
    application_type: 'web',
    ...(client.scopes.length === 0 ? {} : { scope: client.scopes.join(' ') }),
    ...(client.usesDpop ? { dpop_bound_access_tokens: true as const } : {}),
  };
}

/**
 * Which client authentication to register for: a secret where the server takes one, since it can be kept here.
 * @see RFC 8414 section 2: without a list, `client_secret_basic`
 */
export function preferredAuthMethod({ tokenAuthMethods }: DiscoveredServer): string {
  const preferred = ['client_secret_basic', 'client_secret_post', 'none'];
  return preferred.find((method) => tokenAuthMethods.includes(method)) ?? 'client_secret_basic';
}

/**
 * The client id that a server of the AT Protocol reads for a client on loopback, without fetching anything: everything it has to know is
 * in the query.
 * @see https://atproto.com/specs/oauth, "Localhost Client Development", 2026-11-23
 */
export function localhostClientId({ redirectUri, scopes }: ClientDescription): string {
  const query = new URLSearchParams({ redirect_uri: redirectUri, ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }) });
  return `http://localhost?${query.toString()}`;
}
