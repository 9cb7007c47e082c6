import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { openLinkRequestSchema } from '../../contract/index.ts';
import { openConnectLink } from '../../services/connect-links.ts';
import { DomainError } from '../../services/domain-error.ts';
import { generateToken } from '../../vault/index.ts';
import { hostCookie } from '../host-cookie.ts';
import { tagPageHeaders } from '../middleware/security-headers.ts';
import { connectPage } from '../pages/connect-page.ts';
import { pageLanguage } from '../pages/words/page-language.ts';
import { readBody } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/**
 * Ties a link to the browser that opened it. Apart from the sign-in's cookie, since it has to outlive a sign-in: 30 days, as a link may.
 * @see ../browser-cookie.ts
 */
const name = '__Host-connection-config-link';
const options = { path: '/', httpOnly: true, sameSite: 'Strict', maxAge: 30 * 86_400 } as const;

/** `/connect`: the page behind a link in a mail. Asking for it changes nothing, so scanners that follow links spend none. */
export function connectRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.use(tagPageHeaders());

  // The same for everybody: what link it is about only its script knows.
  routes.get('/', (c) => c.html(connectPage({ nonce: c.get('nonce'), language: pageLanguage(c), vendorName: deps.vendorName })));

  routes.post('/open', async (c) => {
    // Only our own page calls this, and its person has pressed a button.
    if (c.req.header('origin') !== new URL(deps.publicUrl).origin) throw new DomainError('origin_not_allowed');
    const { secret } = await readBody(c, openLinkRequestSchema);
    const cookie = hostCookie(c, deps.publicUrl, name);
    const browserToken = knownOrNewToken(getCookie(c, cookie.name));
    const opened = await openConnectLink(deps, secret, browserToken);
    setCookie(c, cookie.name, browserToken, { ...options, secure: cookie.secure });
    return c.json(opened);
  });
  return routes;
}

function knownOrNewToken(known: string | undefined): string {
  return known !== undefined && /^ccb_[\w-]{43}$/.test(known) ? known : generateToken('ccb');
}
