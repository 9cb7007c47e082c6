import {
  endpointsOf,
  hasSafeEndpoints,
  readServerUrl,
  requestedScopes,
  serverUrlInput,
  usesDpop,
  type DiscoveredServer,
  type Registration,
} from '../definitions/index.ts';
import type { Discovery, Provider } from '../catalog/provider.ts';
import { fieldErrorMessages, type FieldValue, type Role } from '../contract/index.ts';
import { EgressError } from '../egress/index.ts';
import { discoverServer, ProviderError } from '../oauth/index.ts';
import type { StoredRegistration } from '../storage/index.ts';
import { becomeClient } from './become-client.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { describeClient } from './describe-client.ts';
import { DomainError } from './domain-error.ts';
import type { FoundConnection } from './find-connection.ts';
import { findRegistration, forgetRegistration, ownerOf } from './registration.ts';
import { recordChange } from './record-change.ts';
import { recordingRefusal } from './recording-refusal.ts';
import { readValues } from './resolve-client.ts';

/** What our proofs are signed with (RFC 9449 section 4.2). */
const dpopAlgorithm = 'ES256';
/** After this long, what a server says of itself is asked for anew at the next CONNECT: a day. */
const rediscoverySeconds = 86_400;
/** A secret that ends before a sign-in could is as good as ended: the life of a flow. */
const secretMarginSeconds = 600;
/** A registration that has led to no grant in the life of a flow may be one that the server has forgotten. */
const unprovenSeconds = 600;

/**
 * Before a sign-in at a server that a customer named by its address: finds out about it, and becomes its client, as far as that has not
 * been done. Does nothing for any other connection.
 * @throws DomainError `missing_fields`, `validation_failed`; in our codes what was met at the address, `server_changed` when the server
 * there is another one than before; with what to check. The connection then is as it was, with a log line.
 */
export async function prepareServer(
  deps: Dependencies,
  found: FoundConnection,
  person: { readonly actor: Actor; readonly role: Role },
): Promise<void> {
  const { provider } = found.configVar.definition;
  if (!isDiscovering(provider)) return;
  const values = await readValues(deps, found);
  const serverUrl = requireServerUrl(found, values);
  await recordingRefusal(deps, found, person, async () => {
    const known = await usableRegistration(deps, found, serverUrl);
    if (known && known.ageSeconds < rediscoverySeconds && isSecretGood(known)) return;
    const server = await discover(deps, serverUrl, provider);
    if (known && hasMoved(known.server, server)) throw alarm(deps, found, known.server, server);
    await enter(deps, found, { serverUrl, server, provider, values, known }, person.actor);
  });
}

type DiscoveringProvider = Provider & { readonly discovery: Discovery };

function isDiscovering(provider: Provider | undefined): provider is DiscoveringProvider {
  return provider?.discovery !== undefined;
}

function requireServerUrl({ configVar }: FoundConnection, values: ReadonlyMap<string, FieldValue>): string {
  const address = readServerUrl(configVar, values);
  if (address.ok) return address.url;
  const { code } = address;
  throw new DomainError(code === 'required' ? 'missing_fields' : 'validation_failed', {
    errors: [{ path: `fields.${serverUrlInput}`, code, message: fieldErrorMessages[code] }],
  });
}

/** What is known of the server at this address, unless it may have been forgotten there before anything came of it. */
async function usableRegistration(
  deps: Dependencies,
  { record }: FoundConnection,
  serverUrl: string,
): Promise<StoredRegistration | undefined> {
  const known = await findRegistration(deps.storage, ownerOf(record));
  if (known?.serverUrl !== serverUrl) return undefined;
  if (known.client.way !== 'registration' || known.ageSeconds < unprovenSeconds) return known;
  const isProven = (await deps.storage.credentials.find(record.customerId, record.id)) !== undefined;
  return isProven ? known : undefined;
}

function isSecretGood({ secretEndsInSeconds }: StoredRegistration): boolean {
  return secretEndsInSeconds === null || secretEndsInSeconds > secretMarginSeconds;
}

/** Every endpoint is judged now: later the browser is sent to one of them, and codes and tokens to the others. */
async function discover(deps: Dependencies, serverUrl: string, provider: DiscoveringProvider): Promise<DiscoveredServer> {
  const server = await discoverServer(serverUrl, provider.discovery, deps);
  if (usesDpop(provider, server) && !server.dpopAlgorithms.includes(dpopAlgorithm)) {
    throw new ProviderError('server_unsupported', { progress: 'received' });
  }
  if (!hasSafeEndpoints(server)) throw new ProviderError('egress_refused', { progress: 'received' });
  for (const endpoint of endpointsOf(server)) {
    await deps.checkTarget(endpoint).catch((cause: unknown) => {
      if (!(cause instanceof EgressError)) throw cause;
      const code = cause.code === 'egress_refused' ? 'egress_refused' : 'provider_unreachable';
      throw new ProviderError(code, { progress: 'received' }, { cause });
    });
  }
  return server;
}

/** Another issuer, or another host for the endpoint that codes, refresh tokens and secrets are sent to. */
function hasMoved(before: DiscoveredServer, now: DiscoveredServer): boolean {
  return before.issuer !== now.issuer || hostOf(before.tokenEndpoint) !== hostOf(now.tokenEndpoint);
}

function alarm(
  deps: Dependencies,
  { record, configVar }: FoundConnection,
  before: DiscoveredServer,
  now: DiscoveredServer,
): ProviderError {
  deps.log.error(
    {
      code: 'server_changed',
      customerId: record.customerId,
      connectionId: record.id,
      definition: configVar.definition.key,
      from: hostOf(before.tokenEndpoint),
      to: hostOf(now.tokenEndpoint),
    },
    'the server at a customer\u2019s address names another sign-in server than before; nothing was sent to it',
  );
  return new ProviderError('server_changed', { progress: 'received' });
}

/** A server just found out about, and what we knew of it before. */
interface Entry {
  readonly serverUrl: string;
  readonly server: DiscoveredServer;
  readonly provider: DiscoveringProvider;
  readonly values: ReadonlyMap<string, FieldValue>;
  readonly known: StoredRegistration | undefined;
}

async function enter(deps: Dependencies, found: FoundConnection, entry: Entry, actor: Actor): Promise<void> {
  const { serverUrl, server, known } = entry;
  const owner = ownerOf(found.record);
  if (known && isSecretGood(known)) {
    const endsAt = known.secretEndsInSeconds === null ? null : new Date(Date.now() + known.secretEndsInSeconds * 1000);
    return deps.storage.registrations.put(owner, { serverUrl, server, client: known.client }, endsAt);
  }
  const { client, secretEndsAt } = await becomeClient(deps, {
    server,
    discovery: entry.provider.discovery,
    callbackKey: found.configVar.definition.callbackKey,
    hasStaticClient: entry.values.has('clientId'),
    description: describeClient(deps, found.configVar.definition, {
      scopes: requestedScopes(found.configVar, entry.values, server),
      usesDpop: usesDpop(entry.provider, server),
    }),
  });
  const registration: Registration = { serverUrl, server, client };
  await deps.storage.transaction(async (tx) => {
    const record = await tx.connections.lock(found.record.customerId, found.record.id);
    if (!record) throw new DomainError('not_found');
    // What is replaced is forgotten at its server too.
    await forgetRegistration(tx, { ...found, record });
    await tx.registrations.put(owner, registration, secretEndsAt ?? null);
    await recordChange(tx, record, { code: 'server_found', details: describe(registration), actor });
  });
}

/** Where this app will go: the endpoints may lie on other hosts than the issuer, which a customer can read in the log. */
function describe({ server, client }: Registration): Record<string, string> {
  const hosts = [...new Set(endpointsOf(server).map(hostOf))].filter((host) => host !== hostOf(server.issuer));
  return {
    host: hostOf(server.issuer),
    client: client.way,
    ...(hosts.length === 0 ? {} : { otherHosts: hosts.join(', ') }),
  };
}

function hostOf(url: string): string {
  return new URL(url).host;
}
