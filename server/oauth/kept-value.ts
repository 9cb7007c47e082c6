import type { ResolvedOAuth } from '../definitions/model.ts';

/** A host name of two labels at least; no number at its end, so no IP address in any spelling. */
const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/;
/** Names of this machine or this network, whatever a resolver says. @see RFC 6761; RFC 6762; RFC 8375 */
const localName = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/** What is kept of what a provider gave. */
export interface KeptValues<Value = string> {
  readonly values: Readonly<Record<string, Value>>;
  /** Names of what was there and could not be kept. */
  readonly dropped: readonly string[];
}

/** Sorts values into those that may be kept and the names of those that may not; what is not there is neither. */
export function keepValues<Value>(
  found: readonly (readonly [name: string, value: Value | undefined | null])[],
  client: ResolvedOAuth,
): KeptValues<Value> {
  const there = found.flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value] as const]));
  return {
    values: Object.fromEntries(there.filter(([name, value]) => mayKeep(name, value, client))),
    dropped: there.filter(([name, value]) => !mayKeep(name, value, client)).map(([name]) => name),
  };
}

/**
 * Whether a value that a provider gave may be kept. Whoever finds an address there will call it, with the token: so it must be https,
 * without user name or port, on a host that ends as the provider's facts say; where they say nothing, on any name that can be public.
 * The origin of the token endpoint is always good, since it had the token first. Whether a name leads to a public address is judged
 * by whoever calls it.
 */
function mayKeep(name: string, value: unknown, { provider, tokenUrl }: ResolvedOAuth): boolean {
  const suffixes = Object.hasOwn(provider.addresses, name) ? provider.addresses[name] : undefined;
  if (typeof value !== 'string') return suffixes === undefined;
  const isAddress = looksLikeAddress(value);
  if (suffixes === undefined && !isAddress) return true;
  const url = parseAddress(isAddress ? value : `https://${value}`);
  if (url === undefined) return false;
  if (url.origin === new URL(tokenUrl).origin) return true;
  const isPublic = url.protocol === 'https:' && url.port === '' && hostName.test(url.hostname) && !localName.test(url.hostname);
  return isPublic && (suffixes === undefined || suffixes.some((suffix) => `.${url.hostname}`.endsWith(suffix)));
}

/** Anything with a scheme and slashes, also one that a parser would first have to mend. */
function looksLikeAddress(value: string): boolean {
  return /^\s*([a-z][a-z0-9+.-]*:)?[\\/]{2}/i.test(value);
}

/** Nothing that parsers read differently: backslashes, blanks, a user name, letters beyond ASCII. */
function parseAddress(value: string): URL | undefined {
  if (/[^\x21-\x7e]|[\\@#]/.test(value)) return undefined;
  return URL.parse(value) ?? undefined;
}
