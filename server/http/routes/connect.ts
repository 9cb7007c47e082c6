import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { openLinkRequestSchema } from '../../contract/index.ts';
import { openConnectLink } from '../../services/connect-links.ts';
import { DomainError } from '../../services/domain-error.ts';
import { generateToken } from '../../vault/index.ts';
import { tagPageHeaders } from '../middleware/security-headers.ts';
import { connectPage } from '../pages/connect-page.ts';
import { pageLanguage } from '../pages/words/page-language.ts';
import { readBody } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/**
 * Ties a link to the browser that opened it. Apart from the sign-in's cookie, since it has to outlive a sign-in: 30 days, as a link may.
 * @see ../browser-cookie.ts
 */
const cookie = 'connection-config-link';
const cookieOptions = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Strict',
  maxAge: 30 * 86_400,
} as const;

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
    const browserToken = browserTokenOf(c);
    const opened = await openConnectLink(deps, secret, browserToken);
    setCookie(c, cookie, browserToken, cookieOptions);
    return c.json(opened);
  });
  return routes;
}

function browserTokenOf(c: Context): string {
  const known = getCookie(c, cookie, 'host');
  return known !== undefined && /^ccb_[\w-]{43}$/.test(known) ? known : generateToken('ccb');
}
