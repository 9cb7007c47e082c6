import { isIP } from 'node:net';
import { canonicalAddress, type AddressPolicy } from './address-policy.ts';
import { EgressError, type EgressErrorCode, type EgressReason } from './errors.ts';

/** All addresses of a host name; rejects with an `ENOTFOUND`-like `code` when there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Where a call goes: the URL as parsed once, and the only addresses it may connect to. */
export interface Target {
  readonly url: URL;
  readonly addresses: readonly string[];
}

const publicPorts = ['', '443', '8443'];

/** @throws EgressError `egress_refused` for anything that is not a plain http(s) URL. */
export function parseTargetUrl(input: string | URL): URL {
  // From here on only the parsed form counts: WHATWG parsing has already turned 0x7f.1, 2130706433 and full-width digits into 127.0.0.1.
  const url = URL.canParse(String(input)) ? new URL(String(input)) : undefined;
  if (url === undefined) throw refused('invalid_url');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('scheme', url.hostname);
  if (url.username !== '' || url.password !== '') throw refused('userinfo', url.hostname);
  if (url.hash !== '') throw refused('fragment', url.hostname);
  return url;
}

/**
 * Resolves the host once and judges every answer. One address that may not be called refuses the name: a resolver that mixes
 * public and private answers is either broken or hostile.
 * @throws EgressError `egress_refused`, or `provider_unreachable` when the name does not resolve.
 */
export async function resolveTarget(url: URL, policy: AddressPolicy, resolve: Resolve): Promise<Target> {
  const addresses = await addressesOf(url.hostname, policy, resolve);
  const classes = addresses.map((address) => policy.classify(address));
  if (classes.length === 0 || classes.includes('refused')) throw refused('address_not_public', url.hostname);
  if (classes.includes('public')) {
    if (url.protocol !== 'https:') throw refused('scheme', url.hostname);
    if (!publicPorts.includes(url.port)) throw refused('port', url.hostname);
  }
  return { url, addresses: addresses.map(canonicalAddress) };
}

async function addressesOf(hostname: string, policy: AddressPolicy, resolve: Resolve): Promise<readonly string[]> {
  const literal = hostname.replace(/^\[|\]$/g, '');
  // Sockets never ask a lookup function about literals, so they are judged here, before there is a socket.
  if (isIP(literal) !== 0) return [literal];
  if (isLocalhost(hostname)) return loopback.filter((address) => policy.classify(address) === 'private_allowed');
  try {
    return await resolve(hostname);
  } catch (cause) {
    throw new EgressError('provider_unreachable', { reason: dnsReason(cause), progress: 'not_sent', host: hostname }, { cause });
  }
}

const loopback = ['127.0.0.1', '::1'];

/** These names are loopback whatever a resolver says. @see RFC 6761 section 6.3 */
function isLocalhost(hostname: string): boolean {
  return /(^|\.)localhost\.?$/.test(hostname);
}

function dnsReason(error: unknown): EgressReason {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTFOUND' || code === 'ENODATA' ? 'dns_not_found' : 'dns_failed';
}

function refused(reason: EgressReason, host?: string): EgressError {
  const code: EgressErrorCode = 'egress_refused';
  return new EgressError(code, { reason, progress: 'not_sent', ...(host === undefined ? {} : { host }) });
}
