import { reservedParameters } from '../catalog/provider.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import { createAuthorizationUrl, createCodeVerifier, createState } from './arctic.ts';

/** Where to send the browser, and what to remember until it comes back. */
export interface AuthorizationRequest {
  readonly url: string;
  /** Store only its hash. */
  readonly state: string;
  /** Store it sealed. Undefined when the provider's facts switch PKCE off. */
  readonly codeVerifier: string | undefined;
}

/**
 * Builds a fresh authorization request. The query of `authorizeUrl` stays and beats the provider's usual parameters; neither
 * can touch a reserved one, because those bind the flow. PKCE is S256 or nothing: `plain` would show the verifier to whoever
 * sees the URL (RFC 7636 section 7.2), so an entry that says `plain` gets S256.
 * @throws TypeError when the client has no `authorizeUrl`; a definition of this grant always has one.
 */
export function createAuthorizationRequest(client: ResolvedOAuth, redirectUri: string): AuthorizationRequest {
  if (client.authorizeUrl === undefined) throw new TypeError(`"${client.definitionKey}" has no authorizeUrl`);
  const { params, pkce, scopeSeparator } = client.provider.authorize;
  const state = createState();
  const codeVerifier = pkce === 'none' ? undefined : createCodeVerifier();
  const url = createAuthorizationUrl({
    endpoint: withoutReserved(client.authorizeUrl),
    clientId: client.clientId,
    redirectUri,
    state,
    codeVerifier,
    scopes: client.scopes,
  });
  if (scopeSeparator === ',' && client.scopes.length > 0) url.searchParams.set('scope', client.scopes.join(','));
  for (const [name, value] of Object.entries(params)) {
    if (!isReserved(name) && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return { url: spellSpaces(url, scopeSeparator).href, state, codeVerifier };
}

/** The endpoint without a fragment (RFC 6749 section 3.1) and without parameters that the engine sets; a fixed scope may stay. */
function withoutReserved(authorizeUrl: string): string {
  const url = new URL(authorizeUrl);
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) {
    if (name !== 'scope' && isReserved(name)) url.searchParams.delete(name);
  }
  return url.href;
}

function isReserved(name: string): boolean {
  return (reservedParameters as readonly string[]).includes(name);
}

/** Every server reads `%20` as a space, not every one reads `+` so; the few that want `+` between scopes say so in their facts. */
function spellSpaces(url: URL, separator: string): URL {
  if (separator === '+') return url;
  const spelled = new URL(url);
  // A literal plus is always written %2B by URLSearchParams, so each + here is a space.
  spelled.search = url.searchParams.toString().replaceAll('+', '%20');
  return spelled;
}
