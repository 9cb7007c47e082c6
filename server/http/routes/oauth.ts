import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { bindRequestSchema, paths, type ErrorCode } from '../../contract/index.ts';
import { bindFlow } from '../../services/bind-flow.ts';
import { completeConnect, type CallbackOutcome } from '../../services/complete-connect.ts';
import { customRedirect } from '../../services/custom-redirect.ts';
import { clientDocument } from '../../services/describe-client.ts';
import { DomainError } from '../../services/domain-error.ts';
import { readDonePage } from '../../services/read-done-page.ts';
import { generateToken } from '../../vault/index.ts';
import { pageHeaders } from '../middleware/security-headers.ts';
import { donePage } from '../pages/done-page.ts';
import { messagePage } from '../pages/message-page.ts';
import { startPage } from '../pages/start-page.ts';
import { readBody } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/**
 * Ties a flow to one browser. `__Host-` keeps sibling subdomains from planting it; `Lax`, not `Strict`, because the way back from the
 * provider is a cross-site top-level GET. Shared by parallel flows of a browser, 15 minutes.
 */
const browserCookie = '__Host-connection-config';
const cookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: 900 } as const;

/** The pages in the sign-in window: start, bind, callback, done. */
export function oauthRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.use(pageHeaders());
  // Hono answers HEAD with the GET handler; link scanners send it, and it must not consume a flow.
  routes.use(async (c, next) => {
    if (c.req.raw.method !== 'GET' && !(c.req.raw.method === 'POST' && c.req.path === paths.oauthBind))
      throw new DomainError('method_not_allowed');
    await next();
  });

  routes.get('/start', (c) => {
    const opener = c.req.query('o');
    if (opener !== undefined && !deps.allowedOrigins.has(opener)) return refuse(c, 'origin_not_allowed');
    return c.html(startPage({ nonce: c.get('nonce'), openerOrigin: opener ?? '' }));
  });

  routes.post('/bind', async (c) => {
    // Only our own start page calls this; a form or script of another site must not bind this browser to a flow.
    if (c.req.header('origin') !== new URL(deps.publicUrl).origin) throw new DomainError('origin_not_allowed');
    const { flowId, startSecret, origin } = await readBody(c, bindRequestSchema);
    const known = getCookie(c, browserCookie);
    const browserToken = known !== undefined && /^ccb_[\w-]{43}$/.test(known) ? known : generateToken('ccb');
    const answer = await bindFlow(deps, { flowId, startSecret, pageOrigin: origin, browserToken });
    setCookie(c, browserCookie, browserToken, cookieOptions);
    return c.json(answer);
  });

  routes.get('/callback/:definition', async (c) => {
    // A prefetch would spend the flow before the person arrives.
    if (c.req.header('sec-purpose')?.includes('prefetch')) return c.body(null, 204);
    const query = new URL(c.req.url).searchParams;
    const outcome = await completeConnect(deps, c.req.param('definition'), query, getCookie(c, browserCookie));
    return outcome.kind === 'refused' ? refuse(c, outcome.code) : c.redirect(landing(outcome), 303);
  });

  // Read by authorization servers, not by people: our client id at them is this address.
  routes.get('/client/:definition', (c) => {
    const document = clientDocument(deps, c.req.param('definition'));
    c.header('cache-control', 'public, max-age=300');
    return c.json(document);
  });

  routes.get('/done/:flow', async (c) => {
    const done = await readDonePage(deps, c.req.param('flow'));
    return done ? c.html(donePage({ nonce: c.get('nonce'), ...done })) : refuse(c, 'not_found');
  });
  return routes;
}

/** Where the browser goes after the callback, so that code and state leave the address bar. */
function landing(outcome: Exclude<CallbackOutcome, { kind: 'refused' }>): string {
  if (outcome.kind === 'parked') {
    const target = new URL(outcome.flow.returnUrl ?? outcome.flow.pageOrigin);
    target.hash = `connection-config=${outcome.flow.id}.${outcome.completion}`;
    return target.href;
  }
  const custom = outcome.found && customRedirect(outcome.found, outcome.code);
  return custom ?? paths.oauthDone(outcome.flow.id);
}

function refuse(c: Context<HttpEnvironment>, code: ErrorCode): Response | Promise<Response> {
  return messagePage(c, code);
}
