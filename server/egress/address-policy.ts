import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Where an address lies, as far as calling it goes. */
export type AddressClass = 'public' | 'private_allowed' | 'refused';

/** Decides about addresses. */
export interface AddressPolicy {
  classify(address: string): AddressClass;
}

/**
 * An address is `public` when it is global unicast, `private_allowed` when it lies in one of `privateCidrs`, and `refused`
 * otherwise: loopback, private, link-local (cloud metadata), carrier-grade NAT, multicast, documentation, reserved, and every
 * form that embeds an IPv4 address in a way that nothing public uses any more.
 * @see IANA IPv4 and IPv6 Special-Purpose Address Registries
 * @throws Error naming the entry of `privateCidrs` that is not a CIDR.
 */
export function createAddressPolicy(privateCidrs: readonly string[]): AddressPolicy {
  const allowed = privateCidrs.map(parseRange);
  return {
    classify(text) {
      const parsed = parseAddress(text);
      if (parsed === undefined) return 'refused';
      const address = unwrap(parsed);
      if (allowed.some((range) => range[0].kind() === address.kind() && address.match(range))) return 'private_allowed';
      return isPublicUnicast(address) ? 'public' : 'refused';
    },
  };
}

/** One spelling for one address, so that two can be compared: mapped IPv6 becomes the IPv4 address it stands for. */
export function canonicalAddress(text: string): string {
  const address = parseAddress(text);
  if (address === undefined) return text;
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()
    ? address.toIPv4Address().toString()
    : address.toNormalizedString();
}

/**
 * Strict where ipaddr.js is not: it takes `1.2.3` for an address, and reads the IPv4-compatible `::8.8.8.8` as the IPv4-mapped
 * `::ffff:8.8.8.8`. WHATWG's spelling of IPv6 has no dotted part, and refuses zones.
 */
function parseAddress(text: string): Address | undefined {
  if (!isIPv6(text)) return isIP(text) === 0 ? undefined : ipaddr.parse(text);
  const url = `http://[${text}]/`;
  return URL.canParse(url) ? ipaddr.parse(new URL(url).hostname.slice(1, -1)) : undefined;
}

function parseRange(cidr: string): Range {
  if (!ipaddr.isValidCIDR(cidr)) throw new Error(`"${cidr}" is not a CIDR range such as 10.0.0.0/8.`);
  return ipaddr.parseCIDR(cidr);
}

/**
 * IPv4-mapped (RFC 4291 section 2.5.5.2) and NAT64 (RFC 6052) addresses lead to the IPv4 address inside, so that one is judged.
 * IPv4-compatible, 6to4 and Teredo are left as they are, which is to say refused.
 */
function unwrap(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const [a, b, c, d, e, f, high = 0, low = 0] = address.parts;
  const startsEmpty = a === 0 && b === 0 && c === 0 && d === 0 && e === 0;
  const isMapped = startsEmpty && f === 0xffff;
  const isNat64 = a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0;
  return isMapped || isNat64 ? new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]) : address;
}

const globalUnicast = ipaddr.parseCIDR('2000::/3');

function isPublicUnicast(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  // Outside 2000::/3 IANA has given out nothing that is reachable from everywhere.
  return !(address instanceof ipaddr.IPv6) || address.match(globalUnicast);
}
