import { discoveryRequest, processDiscoveryResponse, type AuthorizationServer } from 'oauth4webapi';
import type { Discovery } from '../catalog/provider.ts';
import type { DiscoveredServer } from '../definitions/discovered-server.ts';
import { readAccountName } from '../contract/index.ts';
import type { EgressFetch, TextLookup } from '../egress/index.ts';
import { memberAt } from './answer-member.ts';
import { discoverResource } from './discover-resource.ts';
import { ProviderError } from './errors.ts';
import { libraryOptions, readMetadata, type MetadataOutcome, type MetadataRequest } from './metadata-request.ts';
import { resolveAccount } from './resolve-account.ts';
import { readServerMetadata } from './server-metadata.ts';

/** For all requests of one discovery together: somebody waits with a window open. */
const discoveryTimeoutMs = 20_000;
/** Of the issuers that a resource names, how many are asked. */
const maxIssuers = 3;

/**
 * Finds out how to sign in at an address: who authorizes there, and what that server can do.
 * @param serverUrl an address that has been read as safe, or, where `start` says so, the name of an account.
 * @see RFC 9728; RFC 8414; OpenID Connect Discovery 1.0 section 4
 * @throws ProviderError `discovery_failed` (nothing there), `issuer_mismatch`, `resource_mismatch`, `server_unsupported`,
 * `provider_unreachable`, `egress_refused`, `provider_protocol_error`.
 */
export async function discoverServer(
  serverUrl: string,
  { start, directory }: Pick<Discovery, 'start' | 'directory'>,
  { fetch, lookupText }: Way,
): Promise<DiscoveredServer> {
  const request = { fetch, signal: AbortSignal.timeout(discoveryTimeoutMs) };
  const name = start === 'atproto_account' ? readAccountName(serverUrl) : undefined;
  if (name === undefined) return discoverAt(new URL(serverUrl), start, request);
  const account = await resolveAccount(name, { ...request, lookupText, directory });
  // What looks like a handle may also be the name of a server, `bsky.social` for one.
  if (account === undefined) return discoverAt(new URL(`https://${serverUrl}`), start, request);
  const server = await discoverAt(new URL(account.server), start, request);
  return { ...server, account: { name: serverUrl, did: account.did } };
}

/** The ways to ask others. */
interface Way {
  readonly fetch: EgressFetch;
  readonly lookupText: TextLookup;
}

async function discoverAt(address: URL, start: Discovery['start'], request: MetadataRequest): Promise<DiscoveredServer> {
  const resource = start === 'issuer' ? undefined : await discoverResource(address, request);
  if (resource === undefined) {
    // Before RFC 9728 the server itself, or its host, was the issuer (MCP specification 2025-03-26, section 2.3.2).
    const host = new URL(address.origin);
    const candidates = start === 'issuer' || address.href === host.href ? [address] : [address, host];
    return readServerMetadata(await discoverIssuer(candidates, spellings, request));
  }
  const issuers = resource.authorizationServers.filter((issuer) => URL.canParse(issuer)).map((issuer) => new URL(issuer));
  const named = issuers.length > 0 ? issuers.slice(0, maxIssuers) : [new URL(new URL(resource.resource).origin)];
  const server = readServerMetadata(await discoverIssuer(named, (issuer) => [issuer], request));
  return { ...server, resource: resource.resource, scopes: resource.scopes, requiresDpop: resource.requiresDpop };
}

/** The first of the candidates that has metadata, and is the one its metadata says. */
async function discoverIssuer(
  candidates: readonly URL[],
  acceptable: (issuer: URL) => readonly URL[],
  request: MetadataRequest,
): Promise<AuthorizationServer> {
  let isForeign = false;
  for (const issuer of candidates) {
    for (const ask of placesOf(issuer)) {
      const outcome = await readIssuer(issuer, ask, acceptable(issuer), request);
      if (outcome.kind === 'found') return outcome.metadata;
      isForeign ||= outcome.kind === 'foreign';
    }
  }
  throw new ProviderError(isForeign ? 'issuer_mismatch' : 'discovery_failed', { progress: 'received' });
}

type Ask = (issuer: URL, request: MetadataRequest) => Promise<Response>;

/**
 * Where an issuer's metadata may lie: RFC 8414 section 3.1; OpenID Connect's name in the same place (RFC 8414 section 5), which only issuers
 * with a path have; OpenID Connect Discovery 1.0 section 4.1.
 */
function placesOf({ pathname }: URL): Ask[] {
  const asWritten =
    (algorithm: 'oauth2' | 'oidc'): Ask =>
    (issuer, request) =>
      discoveryRequest(issuer, { algorithm, ...libraryOptions(request) });
  const before: Ask = (issuer, { fetch, signal }) =>
    fetch(new URL(`/.well-known/openid-configuration${issuer.pathname.replace(/\/$/, '')}`, issuer), {
      headers: { accept: 'application/json' },
      signal,
    });
  return pathname === '/' ? [asWritten('oauth2'), asWritten('oidc')] : [asWritten('oauth2'), before, asWritten('oidc')];
}

function readIssuer(
  issuer: URL,
  ask: Ask,
  acceptable: readonly URL[],
  request: MetadataRequest,
): Promise<MetadataOutcome<AuthorizationServer>> {
  return readMetadata(
    () => ask(issuer, request),
    async (response) => {
      const named = memberAt(await response.clone().json(), ['issuer']);
      const expected = acceptable.find(({ href }) => typeof named === 'string' && URL.parse(named)?.href === href);
      return processDiscoveryResponse(expected ?? issuer, response);
    },
  );
}

/** What a person typed, with and without a slash at its end: both have the same well-known place (RFC 8414 section 3.1). */
function spellings(typed: URL): URL[] {
  const other = new URL(typed);
  other.pathname = typed.pathname.endsWith('/') ? typed.pathname.slice(0, -1) : `${typed.pathname}/`;
  return [typed, other];
}
