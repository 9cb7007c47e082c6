import type { ApiAccess, FieldValue } from '../contract/index.ts';
import { plainInputs } from './effective-values.ts';
import type { ConnectionConfigVar } from './model.ts';
import { isAboutAccounts } from './discovered-server.ts';
import { serverUrlInput } from './resolve-discovered.ts';
import { resolveAddress } from './resolve-oauth.ts';
import { parseSafeUrl } from './safe-url.ts';
import { fillUrl, type Filled } from './template.ts';

/**
 * How the third party's API is called with a connection's token, and where that token may be sent: what the provider's facts say; what has
 * the token anyway (token endpoint, resource, the test's address); and what the provider named as an address of this account, which was
 * checked when it was kept.
 * @param values what {@link effectiveValues} gives.
 * @param kept what is kept of callback and token answer, by name.
 */
export function apiAccess(
  configVar: ConnectionConfigVar,
  values: ReadonlyMap<string, FieldValue>,
  kept: Readonly<Record<string, unknown>>,
): ApiAccess {
  const { provider, test } = configVar.definition;
  if (!provider) return { hosts: [], header: 'authorization', scheme: 'Bearer' };
  const { hosts, header, scheme } = provider.api;
  const inputs = plainInputs(configVar);
  const isSuffix = (host: string) => host.startsWith('.');
  const templates = [...hosts.filter((host) => !isSuffix(host)), ...provider.resource, provider.afterConnect?.url, test?.url];
  const filled: Filled[] = templates.flatMap((template) => (template === undefined ? [] : [fillUrl(template, inputs, values)]));
  // Where an account was named, its server was found out, and is kept.
  const discovered = provider.discovery && (isAboutAccounts(provider) ? kept['pds'] : values.get(serverUrlInput));
  const tokenUrl = provider.discovery ? [] : [resolveAddress(configVar, 'tokenUrl', values)];
  const named = [...Object.keys(provider.addresses).map((name) => kept[name]), discovered];
  const origins = [
    ...[...filled, ...tokenUrl].map((address) => (address.ok ? originOf(address.text) : undefined)),
    ...named.map((value) => (typeof value === 'string' ? originOf(value) : undefined)),
  ].filter((origin) => origin !== undefined);
  return { hosts: [...new Set([...hosts.filter(isSuffix), ...origins])], header, scheme };
}

/** Of an address, or of a host name, as some providers give it. */
function originOf(value: string): string | undefined {
  return parseSafeUrl(/^https?:\/\//i.test(value) ? value : `https://${value}`)?.origin;
}
