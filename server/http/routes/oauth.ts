import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { bindRequestSchema, paths, type ErrorCode } from '../../contract/index.ts';
import { bindFlow } from '../../services/bind-flow.ts';
import { completeConnect, type CallbackOutcome } from '../../services/complete-connect.ts';
import { customRedirect } from '../../services/custom-redirect.ts';
import { clientDocument } from '../../services/describe-client.ts';
import { DomainError } from '../../services/domain-error.ts';
import { holdPostedCallback, postedParameter } from '../../services/posted-callback.ts';
import { countRequest } from '../../services/rate-limits.ts';
import { readDonePage } from '../../services/read-done-page.ts';
import { knownOrNewBrowserToken, readBrowserToken, setBrowserToken } from '../browser-cookie.ts';
import { addressBlock, clientAddress } from '../client-address.ts';
import { pageHeaders } from '../middleware/security-headers.ts';
import { donePage } from '../pages/done-page.ts';
import { messagePage } from '../pages/message-page.ts';
import { startPage } from '../pages/start-page.ts';
import { pageLanguage } from '../pages/words/page-language.ts';
import { readBody } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** More than any authorization response is; `oauth/callback-parameters.ts` is stricter about its parts. */
const maxPostedBytes = 65_536;

/** The pages in the sign-in window: start, bind, callback, done. */
export function oauthRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.use(pageHeaders());
  // Hono answers HEAD with the GET handler; link scanners send it, and it must not consume a flow.
  routes.use(async (c, next) => {
    const { method } = c.req.raw;
    const isPost = method === 'POST' && (c.req.path === paths.oauthBind || c.req.path.startsWith(paths.oauthCallback('')));
    if (method !== 'GET' && !isPost) throw new DomainError('method_not_allowed');
    await next();
  });

  routes.get('/start', (c) => {
    const opener = c.req.query('o');
    if (opener !== undefined && !deps.allowedOrigins.has(opener)) return refuse(c, 'origin_not_allowed');
    const language = pageLanguage(c, c.req.query('locale'));
    return c.html(startPage({ nonce: c.get('nonce'), language, openerOrigin: opener ?? '' }));
  });

  routes.post('/bind', async (c) => {
    // Only our own start page calls this; a form or script of another site must not bind this browser to a flow.
    if (c.req.header('origin') !== new URL(deps.publicUrl).origin) throw new DomainError('origin_not_allowed');
    const { flowId, startSecret, origin } = await readBody(c, bindRequestSchema);
    const browserToken = knownOrNewBrowserToken(c, deps.publicUrl);
    const answer = await bindFlow(deps, { flowId, startSecret, pageOrigin: origin, browserToken });
    setBrowserToken(c, deps.publicUrl, browserToken);
    return c.json(answer);
  });

  routes.get('/callback/:definition', async (c) => {
    // A prefetch would spend the flow before the person arrives.
    if (c.req.header('sec-purpose')?.includes('prefetch')) return c.body(null, 204);
    await countCallback(deps, c);
    const query = new URL(c.req.url).searchParams;
    const requestId = c.get('requestId');
    const browserToken = readBrowserToken(c, deps.publicUrl);
    const outcome = await completeConnect(deps, c.req.param('definition'), query, browserToken, requestId);
    return outcome.kind === 'refused' ? refuse(c, outcome.code) : c.redirect(landing(deps, outcome), 303);
  });

  // Read by authorization servers, not by people: our client id at them is this address.
  routes.get('/client/:definition', (c) => {
    const document = clientDocument(deps, c.req.param('definition'));
    c.header('cache-control', 'public, max-age=300');
    return c.json(document);
  });

  // `response_mode=form_post`: a POST from the provider's site comes without the cookie, so it cannot finish anything by itself.
  routes.post('/callback/:definition', bodyLimit({ maxSize: maxPostedBytes, onError: tooLarge }), async (c) => {
    const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (mediaType !== 'application/x-www-form-urlencoded') throw new DomainError('unsupported_media_type');
    await countCallback(deps, c);
    const handle = await holdPostedCallback(deps, c.req.param('definition'), new URLSearchParams(await c.req.text()));
    if (handle === undefined) return refuse(c, 'flow_not_bound');
    return c.redirect(`${paths.oauthCallback(c.req.param('definition'))}?${postedParameter}=${handle}`, 303);
  });

  routes.get('/done/:flow', async (c) => {
    const done = await readDonePage(deps, c.req.param('flow'));
    if (!done) return refuse(c, 'not_found');
    return c.html(donePage(done, { nonce: c.get('nonce'), language: pageLanguage(c, done.locale) }));
  });
  return routes;
}

/** Where the browser goes after the callback, so that code and state leave the address bar. */
function landing({ model }: HttpDependencies, outcome: Exclude<CallbackOutcome, { kind: 'refused' }>): string {
  if (outcome.kind === 'parked') {
    const target = new URL(outcome.flow.returnUrl ?? outcome.flow.pageOrigin);
    target.hash = `connection-config=${outcome.flow.id}.${outcome.completion}`;
    return target.href;
  }
  const custom = outcome.found && customRedirect(model, outcome.found, outcome.code);
  return custom ?? paths.oauthDone(outcome.flow.id);
}

/** An address that cannot be told, since the app was called without a server, is nobody's. */
async function countCallback(deps: HttpDependencies, c: Context<HttpEnvironment>): Promise<void> {
  const address = clientAddress(c, deps.trustedProxies);
  if (address !== undefined) await countRequest(deps, ['callbacks', addressBlock(address)]);
}

function refuse(c: Context<HttpEnvironment>, code: ErrorCode): Response | Promise<Response> {
  return messagePage(c, code);
}

function tooLarge(): never {
  throw new DomainError('payload_too_large');
}
