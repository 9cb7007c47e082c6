import { isReservedParameter, type Provider } from '../catalog/provider.ts';
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

type AuthorizeFacts = Provider['authorize'];

/**
 * Builds a fresh authorization request. The query of `authorizeUrl` stays and beats the provider's usual parameters; neither
 * can touch a reserved one, because those bind the flow. PKCE is S256 or nothing: `plain` would show the verifier to whoever
 * sees the URL (RFC 7636 section 7.2), so an entry that says `plain` gets S256.
 * @param dpopThumbprint of the key that code and tokens are to be bound to (RFC 9449 section 10).
 * @throws TypeError when the client has no `authorizeUrl`; a definition of this grant always has one.
 */
export function createAuthorizationRequest(
  client: ResolvedOAuth,
  redirectUri: string,
  dpopThumbprint?: string,
): AuthorizationRequest {
  if (client.authorizeUrl === undefined) throw new TypeError(`"${client.definitionKey}" has no authorizeUrl`);
  const facts = client.provider.authorize;
  const state = createState();
  const codeVerifier = facts.pkce === 'none' ? undefined : createCodeVerifier();
  const url = createAuthorizationUrl({
    endpoint: withoutReserved(client.authorizeUrl, client),
    clientId: client.clientId,
    redirectUri,
    state,
    codeVerifier,
    scopes: client.scopes,
  });
  if (facts.scopeSeparator === ',' && client.scopes.length > 0) url.searchParams.set('scope', client.scopes.join(','));
  for (const resource of client.resources) url.searchParams.append('resource', resource);
  if (dpopThumbprint !== undefined) url.searchParams.set('dpop_jkt', dpopThumbprint);
  for (const [name, own] of Object.entries(facts.rename)) rename(url.searchParams, name, own);
  for (const [name, value] of Object.entries(facts.params)) {
    if (!isReservedParameter(name) && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return { url: spell(url, facts), state, codeVerifier };
}

/** The endpoint without a fragment (RFC 6749 section 3.1) and without parameters that the engine sets; a fixed scope or resource may stay. */
function withoutReserved(authorizeUrl: string, { provider, resources }: ResolvedOAuth): string {
  const url = new URL(authorizeUrl);
  const { rename: renamed } = provider.authorize;
  const mayStay = (name: string) => name === 'scope' || (name === 'resource' && resources.length === 0);
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) {
    const isOurs = isReservedParameter(name) || Object.values(renamed).includes(name);
    if (!mayStay(name) && isOurs) url.searchParams.delete(name);
  }
  return url.href;
}

function rename(parameters: URLSearchParams, name: string, own: string): void {
  const value = parameters.get(name);
  parameters.delete(name);
  if (value !== null) parameters.set(own, value);
}

/**
 * The address as text. Every server reads `%20` as a space, not every one reads `+` so; the few that want `+` between scopes say so in
 * their facts.
 */
function spell(url: URL, { scopeSeparator, scopeEncoding, rename: renamed, fragment }: AuthorizeFacts): string {
  const query = url.searchParams
    .toString()
    .split('&')
    .map((pair) => {
      const isScope = pair.startsWith(`${renamed.scope ?? 'scope'}=`);
      // A literal plus is always written %2B by URLSearchParams, so each + here is a space.
      const spaced = scopeSeparator === '+' ? pair : pair.replaceAll('+', '%20');
      return isScope && scopeEncoding === 'literal' ? spaced.replace(/%(3A|2F|2C)/g, decodeURIComponent) : spaced;
    });
  const place = url.origin + url.pathname + (fragment === undefined ? '' : `#${fragment}`);
  return `${place}?${query.join('&')}`;
}
