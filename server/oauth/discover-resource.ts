import { processResourceDiscoveryResponse, resourceDiscoveryRequest, type ResourceServer } from 'oauth4webapi';
import { EgressError } from '../egress/index.ts';
import { classifyFailure } from './classify-failure.ts';
import { ProviderError } from './errors.ts';
import { libraryOptions, readMetadata, type MetadataOutcome, type MetadataRequest } from './metadata-request.ts';
import { stringsIn } from './server-metadata.ts';

/** Who authorizes for a protected resource, and what it asks for. */
export interface DiscoveredResource {
  readonly resource: string;
  /** Issuers, the first preferred; empty when the resource does not say. */
  readonly authorizationServers: readonly string[];
  readonly scopes: readonly string[];
  readonly requiresDpop: boolean;
}

/** A first look must not wait for a server that opens a stream for whoever asks. */
const challengeTimeoutMs = 5_000;

/**
 * The metadata of a protected resource: from where its challenge says, else from the well-known place for this address, else from that
 * for its host. Undefined when it has none, as servers older than RFC 9728 have not.
 * @see RFC 9728 sections 3.1, 3.3 and 5.1
 * @throws ProviderError `resource_mismatch` when there is only metadata of another resource; `provider_unreachable`, `egress_refused`,
 * `provider_protocol_error`.
 */
export async function discoverResource(address: URL, request: MetadataRequest): Promise<DiscoveredResource | undefined> {
  const challenge = await readChallenge(address, request);
  const host = new URL(address.origin);
  const options = libraryOptions(request);
  const attempts: (() => Promise<MetadataOutcome<ResourceServer>>)[] = [
    ...(challenge.metadataUrl === undefined ? [] : [() => readFrom(challenge.metadataUrl ?? '', address, request)]),
    ...(address.href === host.href ? [host] : [address, host]).map(
      (resource) => () =>
        readMetadata(
          () => resourceDiscoveryRequest(resource, options),
          (response) => processResourceDiscoveryResponse(resource, response),
        ),
    ),
  ];
  let isForeign = false;
  for (const attempt of attempts) {
    const outcome = await attempt();
    if (outcome.kind === 'found') return describe(outcome.metadata, challenge.scopes);
    isForeign ||= outcome.kind === 'foreign';
  }
  if (isForeign) throw new ProviderError('resource_mismatch', { progress: 'received' });
  return undefined;
}

function readFrom(metadataUrl: string, resource: URL, { fetch, signal }: MetadataRequest) {
  return readMetadata(
    () => fetch(metadataUrl, { headers: { accept: 'application/json' }, signal }),
    (response) => processResourceDiscoveryResponse(resource, response),
  );
}

function describe(metadata: ResourceServer, challengedScopes: readonly string[]): DiscoveredResource {
  return {
    resource: metadata.resource,
    authorizationServers: stringsIn(metadata.authorization_servers),
    // What this very request would have needed is said more precisely by the challenge.
    scopes: challengedScopes.length > 0 ? challengedScopes : stringsIn(metadata.scopes_supported),
    requiresDpop: metadata.dpop_bound_access_tokens_required === true,
  };
}

interface Challenge {
  readonly metadataUrl?: string;
  readonly scopes: readonly string[];
}

/** Asks without a token. Only JSON is accepted, so that a server that would stream events has nothing to send. */
async function readChallenge(address: URL, { fetch, signal }: MetadataRequest): Promise<Challenge> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(challengeTimeoutMs)]);
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' }, signal: limit });
    const header = response.status === 401 ? (response.headers.get('www-authenticate') ?? '') : '';
    const metadataUrl = parameterOf(header, 'resource_metadata');
    return {
      scopes: (parameterOf(header, 'scope') ?? '').split(' ').filter((scope) => scope !== ''),
      ...(metadataUrl === undefined ? {} : { metadataUrl }),
    };
  } catch (error) {
    // What the address itself answers may be anything, a film or a stream; only that nobody may or can be called there is final.
    if (error instanceof EgressError && (error.code === 'timeout' || error.progress === 'received') && !signal.aborted) {
      return { scopes: [] };
    }
    throw classifyFailure(error, 'discovery');
  }
}

/** A quoted parameter of a challenge. @see RFC 9110 section 11.6.1 */
function parameterOf(header: string, name: string): string | undefined {
  return new RegExp(`[\\s,]${name}\\s*=\\s*"([^"\\\\]{1,2000})"`, 'i').exec(header)?.[1];
}
