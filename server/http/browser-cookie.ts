import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { generateToken } from '../vault/index.ts';
import { hostCookie } from './host-cookie.ts';

/**
 * Ties a flow to one browser. `Lax`, not `Strict`, because the way back from the provider is a cross-site top-level GET. Shared by
 * parallel flows of a browser, 15 minutes.
 * @see RFC 6265bis section 4.1.3.2
 */
const name = '__Host-connection-config';
const options = { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 900 } as const;

/**
 * The value of this browser's binding cookie. Undefined when it sent none or several: one name can be there twice only where something
 * else than this server has set one of them, and there is no telling which.
 */
export function readBrowserToken(c: Context, publicUrl: string): string | undefined {
  const cookie = hostCookie(c, publicUrl, name);
  const values = (c.req.header('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${cookie.name}=`));
  const [only] = values;
  return values.length === 1 ? only?.slice(cookie.name.length + 1) : undefined;
}

/** The value this browser has, or a new one where it has none of ours. */
export function knownOrNewBrowserToken(c: Context, publicUrl: string): string {
  const known = readBrowserToken(c, publicUrl);
  return known !== undefined && /^ccb_[\w-]{43}$/.test(known) ? known : generateToken('ccb');
}

/** Gives the browser its binding cookie. */
export function setBrowserToken(c: Context, publicUrl: string, token: string): void {
  const cookie = hostCookie(c, publicUrl, name);
  setCookie(c, cookie.name, token, { ...options, secure: cookie.secure });
}
