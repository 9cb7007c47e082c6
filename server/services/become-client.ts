import type { ClientWay, Discovery } from '../catalog/provider.ts';
import { paths } from '../contract/index.ts';
import type { DiscoveredServer } from '../definitions/index.ts';
import { localhostClientId, ProviderError, registerClient, type ClientDescription, type NewClient } from '../oauth/index.ts';
import type { Dependencies } from './dependencies.ts';

/** A server that was found out about, and what decides how to become its client. */
export interface Applicant {
  readonly server: DiscoveredServer;
  readonly discovery: Discovery;
  /** Of the definition: the last part of its callback URL and of its metadata document's. */
  readonly callbackKey: string;
  /** Whether somebody filled in a client ID. */
  readonly hasStaticClient: boolean;
  readonly description: ClientDescription;
}

/**
 * Becomes a client of a server in the first way that both sides can go.
 * @throws ProviderError `registration_unsupported` when there is none, or what the registration met.
 */
export async function becomeClient(deps: Dependencies, applicant: Applicant): Promise<NewClient> {
  for (const way of applicant.discovery.clients) {
    const become = ways[way](deps, applicant);
    if (become) return become;
  }
  throw new ProviderError('registration_unsupported', { progress: 'not_sent' });
}

const ways: Readonly<Record<ClientWay, (deps: Dependencies, applicant: Applicant) => Promise<NewClient> | undefined>> = {
  static: (_deps, { hasStaticClient }) => (hasStaticClient ? Promise.resolve({ client: { way: 'static' } }) : undefined),

  metadata_document: (deps, { server, discovery, callbackKey, description }) => {
    if (!server.readsMetadataDocuments && !discovery.assumesMetadataDocument) return undefined;
    const clientId = isOnLoopback(deps.publicUrl)
      ? discovery.hasLocalhostClient
        ? localhostClientId(description)
        : undefined
      : clientDocumentUrl(deps, callbackKey);
    return clientId === undefined
      ? undefined
      : Promise.resolve({ client: { way: 'metadata_document', clientId, tokenAuthMethod: 'none' } });
  },

  registration: (deps, { server, description }) =>
    server.registrationEndpoint === undefined ? undefined : registerClient(server, description, deps.fetch),
};

/** Nobody else's server can read a document from there. */
function isOnLoopback(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol !== 'https:' || /(^|\.)localhost$|^127\.|^\[::1\]$/.test(hostname);
}

/** The address of a definition's client metadata document, which is its client id. */
export function clientDocumentUrl({ publicUrl }: Pick<Dependencies, 'publicUrl'>, callbackKey: string): string {
  return publicUrl + paths.oauthClient(callbackKey);
}
