import type { Context } from 'hono';

/** How a cookie is called and kept. */
export interface HostCookie {
  readonly name: string;
  readonly secure: boolean;
}

/**
 * A cookie of this very host: `__Host-` keeps sibling subdomains from planting it. WebKit keeps no `Secure` cookie of
 * `http://localhost`, which other browsers trust; so that a server can be tried out there, Safari gets a plain one without TLS.
 * @see https://bugs.webkit.org/show_bug.cgi?id=281149
 */
export function hostCookie(c: Context, publicUrl: string, name: string): HostCookie {
  return publicUrl.startsWith('http:') && isWebKit(c.req.header('user-agent') ?? '')
    ? { name: name.replace('__Host-', ''), secure: false }
    : { name, secure: true };
}

// Every browser on an iPhone is one; Chromium calls itself AppleWebKit too.
function isWebKit(userAgent: string): boolean {
  return userAgent.includes('AppleWebKit/') && !userAgent.includes('Chrome/');
}
