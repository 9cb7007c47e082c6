import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { generateId } from '../../vault/index.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** Gives each request an id (never taken from the client), and writes one access line with the route, not the URL: a callback's query holds a code. */
export function requestId(deps: HttpDependencies): MiddlewareHandler<HttpEnvironment> {
  return async function withRequestId(c, next) {
    const id = generateId('req');
    const startedAt = performance.now();
    c.set('requestId', id);
    c.header('x-request-id', id);
    await next();
    const route = routePath(c, -1);
    const seconds = (performance.now() - startedAt) / 1000;
    deps.metrics.requestFinished(c.req.method, route, c.res.status, seconds);
    deps.log.debug(
      { requestId: id, method: c.req.method, route, status: c.res.status, durationMs: Math.round(seconds * 1000) },
      'request',
    );
  };
}
