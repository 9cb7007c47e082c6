import { readAccountName, type FieldValue } from '../contract/index.ts';
import { discoveredProvider, isAboutAccounts, type DiscoveredServer, type Registration } from './discovered-server.ts';
import type { ConnectionConfigVar } from './model.ts';
import { fingerprintWith, readScopes, resolveOAuth, type OAuthResolution } from './resolve-oauth.ts';
import { parseSafeUrl } from './safe-url.ts';

/** The input with the address of a server that is found out about. */
export const serverUrlInput = 'serverUrl';

/** The address to find out about, or what is wrong with it. */
export type ServerUrl =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly code: 'required' | 'invalid_address' | 'invalid_host' };

/** Reads the customer's address from effective values, or the name of an account where one is asked for. */
export function readServerUrl(configVar: ConnectionConfigVar, values: ReadonlyMap<string, FieldValue>): ServerUrl {
  const value = values.get(serverUrlInput);
  if (typeof value !== 'string' || value.trim() === '') return { ok: false, code: 'required' };
  const { provider } = configVar.definition;
  if (provider && isAboutAccounts(provider) && readAccountName(value)) return { ok: true, url: value };
  const url = parseSafeUrl(value);
  const { model, hostSuffix } = configVar.inputs.get(serverUrlInput)?.input ?? {};
  const isAllowed =
    (model === undefined || model.some((choice) => choice.value === value)) &&
    (hostSuffix === undefined || url?.hostname.endsWith(hostSuffix.toLowerCase()) === true);
  if (!url) return { ok: false, code: 'invalid_address' };
  return isAllowed ? { ok: true, url: value } : { ok: false, code: 'invalid_host' };
}

/**
 * As {@link resolveOAuth}, for every definition: where the server is found out about, its facts and our id there take the place of what
 * other definitions write down, and the rest goes the same way.
 * @param registration what is stored; it counts only for the address it was found at.
 */
export function resolveConnection(
  configVar: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
  registration: Registration | undefined,
): OAuthResolution {
  const { definition } = configVar;
  if (definition.provider?.discovery === undefined) return resolveOAuth(configVar, values);
  const address = readServerUrl(configVar, values);
  if (!address.ok) {
    return address.code === 'required'
      ? { ok: false, missing: [serverUrlInput] }
      : { ok: false, invalid: { key: serverUrlInput, code: address.code } };
  }
  if (registration?.serverUrl !== address.url) return { ok: false, missing: ['clientId'] };
  const provider = discoveredProvider(definition.provider, registration);
  const resolved = resolveOAuth({ ...configVar, definition: { ...definition, provider } }, withClient(values, registration));
  if (!resolved.ok || !isAboutAccounts(provider)) return resolved;
  const { issuer, account } = registration.server;
  const mustBe = { issuer, ...(account === undefined ? {} : { did: account.did }) };
  return { ok: true, client: { ...resolved.client, mustBe, fingerprint: fingerprintWith(resolved.client, mustBe) } };
}

/**
 * The scopes that are asked for: the definition's, by its input `scopes`, else what the server's resource asks for.
 * @param server absent: what can be said before any server is known.
 */
export function requestedScopes(
  { definition }: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
  server?: DiscoveredServer,
): readonly string[] {
  const own = readScopes(values.get('scopes'), definition.provider?.authorize.scopeSeparator ?? ' ');
  return own.length > 0 ? own : (server?.scopes ?? []);
}

function withClient(values: ReadonlyMap<string, FieldValue>, { server, client }: Registration): ReadonlyMap<string, FieldValue> {
  const merged = new Map(values);
  if (client.way !== 'static') {
    merged.delete('clientSecret');
    if (client.clientId !== undefined) merged.set('clientId', client.clientId);
    if (client.clientSecret !== undefined) merged.set('clientSecret', client.clientSecret);
  }
  if (!merged.has('scopes') && server.scopes.length > 0) merged.set('scopes', [...server.scopes]);
  return merged;
}
