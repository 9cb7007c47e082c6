import { isAccountDid, type AccountName } from '../contract/index.ts';
import { EgressError, type EgressFetch, type TextLookup } from '../egress/index.ts';
import { isJsonObject, memberAt, type JsonObject } from './answer-member.ts';
import { classifyFailure } from './classify-failure.ts';
import { ProviderError } from './errors.ts';

/** An account of the AT Protocol, and the server that it is on. */
export interface ResolvedAccount {
  readonly did: string;
  /** Only one that the account itself names. */
  readonly handle?: string;
  /** Its personal data server: scheme, host and port. */
  readonly server: string;
}

/** The ways to look an account up. */
export interface AccountLookup {
  readonly fetch: EgressFetch;
  readonly lookupText: TextLookup;
  /** Where DIDs of the method `plc` are looked up. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/**
 * Finds an account by its name.
 * @returns undefined for a handle that nobody has.
 * @see https://atproto.com/specs/handle, "Handle Resolution"; https://atproto.com/specs/did, 2026-11-28
 * @throws ProviderError `discovery_failed` when there is no such account, or it does not say that the handle is its own.
 */
export async function resolveAccount(name: AccountName, lookup: AccountLookup): Promise<ResolvedAccount | undefined> {
  if ('did' in name) return readAccount(name.did, lookup);
  const { handle } = name;
  const did = (await didInDns(handle, lookup)) ?? (await didAtHost(handle, lookup));
  if (did === undefined) return undefined;
  const account = await readAccount(did, lookup);
  // Whoever has a name may point it at anybody; an account must name it too.
  if (account.handle !== handle) throw notFound();
  return account;
}

/**
 * What an account's DID document says.
 * @throws ProviderError `discovery_failed`; what the way there met.
 */
export async function readAccount(
  did: string,
  { fetch, directory, signal }: Pick<AccountLookup, 'fetch' | 'directory' | 'signal'>,
): Promise<ResolvedAccount> {
  const place = did.startsWith('did:plc:') ? `${directory.replace(/\/$/, '')}/${did}` : placeOnTheWeb(did);
  const text = await get(place, fetch, signal);
  const document = text === undefined ? undefined : parseJson(text);
  const server = document === undefined ? undefined : serverIn(document);
  // A document of somebody else says nothing about this account.
  if (document?.['id'] !== did || server === undefined) throw notFound();
  const handle = handleIn(document);
  return { did, server, ...(handle === undefined ? {} : { handle }) };
}

/** `did:web:` and a host; with a port, this machine alone. @see https://atproto.com/specs/did, "Blessed DID Methods" */
function placeOnTheWeb(did: string): string {
  const host = decodeURIComponent(did.slice('did:web:'.length));
  const isLocal = /^localhost:\d+$/.test(host);
  if (!isLocal && host.includes(':')) throw notFound();
  return `${isLocal ? 'http' : 'https'}://${host}/.well-known/did.json`;
}

async function didInDns(handle: string, { lookupText }: AccountLookup): Promise<string | undefined> {
  const records = await lookupText(`_atproto.${handle}`);
  const dids = records.filter((record) => record.startsWith('did=')).map((record) => record.slice('did='.length));
  const [did] = dids;
  return did !== undefined && dids.length === 1 && isAccountDid(did) ? did : undefined;
}

async function didAtHost(handle: string, { fetch, signal }: AccountLookup): Promise<string | undefined> {
  // Most hosts of that name are no handle: whatever else is met there says no more than that.
  const text = await get(`https://${handle}/.well-known/atproto-did`, fetch, signal).catch(() => undefined);
  const did = text?.trim();
  return did !== undefined && isAccountDid(did) ? did : undefined;
}

async function get(url: string, fetch: EgressFetch, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json, text/plain' }, signal });
    return response.status === 200 ? await response.text() : undefined;
  } catch (error) {
    if (error instanceof EgressError) throw classifyFailure(error, 'discovery');
    throw error;
  }
}

function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function listIn(document: JsonObject, name: string): unknown[] {
  const list = document[name];
  return Array.isArray(list) ? list : [];
}

/** The first of its names that is a handle; the others do not count. */
function handleIn(document: JsonObject): string | undefined {
  const name = listIn(document, 'alsoKnownAs').find((alias) => typeof alias === 'string' && alias.startsWith('at://'));
  return typeof name === 'string' ? name.slice('at://'.length).toLowerCase() : undefined;
}

function serverIn(document: JsonObject): string | undefined {
  const service = listIn(document, 'service').find((entry) => {
    const id = memberAt(entry, ['id']);
    return typeof id === 'string' && id.endsWith('#atproto_pds') && memberAt(entry, ['type']) === 'AtprotoPersonalDataServer';
  });
  const endpoint = memberAt(service, ['serviceEndpoint']);
  const url = typeof endpoint === 'string' ? URL.parse(endpoint) : null;
  // Scheme, host and port, and nothing else (DID specification, "Representation"); whether it may be called is for the egress to judge.
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : undefined;
}

function notFound(): ProviderError {
  return new ProviderError('discovery_failed', { progress: 'received' });
}
