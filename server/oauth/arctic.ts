import { CodeChallengeMethod, generateCodeVerifier, generateState, OAuth2Client } from 'arctic';

/** 256 random bits in base64url, for `state`. @see RFC 6749 section 10.12 */
export const createState: () => string = generateState;

/** A PKCE verifier of 43 characters (256 random bits). @see RFC 7636 section 4.1 */
export const createCodeVerifier: () => string = generateCodeVerifier;

/** What {@link createAuthorizationUrl} puts into the URL. */
export interface AuthorizationUrlParts {
  readonly endpoint: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  /** Absent: the provider refuses PKCE. */
  readonly codeVerifier: string | undefined;
  readonly scopes: readonly string[];
}

/** An authorization URL with S256 PKCE; keeps the query that the endpoint already has. @see RFC 6749 section 4.1.1 */
export function createAuthorizationUrl({
  endpoint,
  clientId,
  redirectUri,
  state,
  codeVerifier,
  scopes,
}: AuthorizationUrlParts): URL {
  // No secret: arctic never sends anything here, so it needs none. Why it is confined to this file: DECISIONS.md.
  const client = new OAuth2Client(clientId, null, redirectUri);
  return codeVerifier === undefined
    ? client.createAuthorizationURL(endpoint, state, [...scopes])
    : client.createAuthorizationURLWithPKCE(endpoint, state, CodeChallengeMethod.S256, codeVerifier, [...scopes]);
}
