import { isIP } from 'node:net';
import type { Context } from 'hono';
import { canonicalAddress } from '../egress/index.ts';
import type { HttpEnvironment } from './environment.ts';

/**
 * The address a request came from: that of the socket, or where proxies stand before the server what the outermost of them saw.
 * `X-Forwarded-For` is read from its end, where each proxy has added the address it was called from; what stands before that was written
 * by whoever called, and is not believed. A request that passed by fewer proxies than there are is from the socket's address.
 * @param trustedProxies undefined: nobody has said. The socket's address may then be that of a proxy, which all callers share.
 * @returns undefined where the caller's own address cannot be told, as also where the app was called without a server.
 */
export function clientAddress(c: Context<HttpEnvironment>, trustedProxies: number | undefined): string | undefined {
  if (trustedProxies === undefined) return undefined;
  // Called without a server, the app has no bindings at all.
  const bindings = c.env as HttpEnvironment['Bindings'] | undefined;
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => withoutPort(part.trim()));
  const told = trustedProxies === 0 ? undefined : forwarded.at(-trustedProxies);
  return told !== undefined && isIP(told) !== 0 ? told : bindings?.incoming?.socket.remoteAddress;
}

/** Some proxies add the port: `203.0.113.7:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

/** The addresses that one subscriber has: an IPv4 address by itself, of IPv6 a /64 (RFC 6177). */
export function addressBlock(address: string): string {
  const canonical = canonicalAddress(address);
  return isIP(canonical) === 6 ? `${canonical.split(':').slice(0, 4).join(':')}::/64` : canonical;
}
