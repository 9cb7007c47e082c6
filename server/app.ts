import { Hono } from 'hono';
import { paths } from './contract/index.ts';
import { allowedMethods } from './http/allowed-methods.ts';
import type { HttpDependencies, HttpEnvironment } from './http/environment.ts';
import { limitedBody } from './http/middleware/body-limit.ts';
import { tagCors } from './http/middleware/cors.ts';
import { requestId } from './http/middleware/request-id.ts';
import { apiHeaders } from './http/middleware/security-headers.ts';
import { messagePage } from './http/pages/message-page.ts';
import { describeError, problemResponse, setRetryAfter } from './http/problem.ts';
import { connectRoutes } from './http/routes/connect.ts';
import { docsRoutes } from './http/routes/docs.ts';
import { oauthRoutes } from './http/routes/oauth.ts';
import { operationsRoutes } from './http/routes/operations.ts';
import { tagRoutes } from './http/routes/tag.ts';
import { vendorRoutes } from './http/routes/vendor.ts';
import { widgetRoutes } from './http/routes/widget.ts';

/** The whole HTTP surface as one Hono app, ready to listen or to be mounted in the vendor's own. */
export function createApp(deps: HttpDependencies): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.use(requestId(deps));
  app.use('/v1/*', apiHeaders());
  // Before the limit: the tag must be able to read that what it sent was too large.
  app.use('/widget/*', apiHeaders(), tagCors(deps));
  app.use(limitedBody());

  app.route('/oauth', oauthRoutes(deps));
  app.route(paths.connectPage, connectRoutes(deps));
  app.route('/widget/v1', widgetRoutes(deps));
  app.route('/v1', vendorRoutes(deps));
  app.route('/', operationsRoutes(deps));
  app.route('/', docsRoutes(deps));
  app.route('/', tagRoutes(deps));

  app.notFound((c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0) return problemResponse(c, 'not_found');
    c.header('allow', allowed.join(', '));
    return problemResponse(c, 'method_not_allowed');
  });
  app.onError((error, c) => {
    const { code, ...more } = describeError(error);
    if (code === 'internal_error' || code === 'database_unavailable')
      deps.log.error({ requestId: c.get('requestId'), code, error }, 'request failed');
    // People, not programs, stand in front of the pages of the sign-in window.
    const isPage = c.req.path.startsWith('/oauth/') && c.req.path !== paths.oauthBind;
    if (!isPage) return problemResponse(c, code, more);
    setRetryAfter(c, code, more.retryAfterSeconds);
    return messagePage(c, code);
  });
  return app;
}
