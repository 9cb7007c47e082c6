import type { MiddlewareHandler } from 'hono';
import { DomainError } from '../../services/domain-error.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/**
 * Cross-origin access for the tag: the exact origins the vendor listed, no credentials. A page of any other origin is refused
 * outright, not only kept from reading the answer.
 */
export function tagCors(deps: HttpDependencies): MiddlewareHandler<HttpEnvironment> {
  return async function withTagCors(c, next) {
    const origin = c.req.header('origin');
    c.header('vary', 'Origin');
    if (origin !== undefined) {
      if (!deps.allowedOrigins.has(origin)) throw new DomainError('origin_not_allowed');
      c.header('access-control-allow-origin', origin);
      c.header('access-control-expose-headers', 'x-request-id, retry-after');
    }
    if (c.req.method === 'OPTIONS') {
      c.header('access-control-allow-methods', 'GET, POST, PATCH');
      c.header('access-control-allow-headers', 'authorization, content-type');
      c.header('access-control-max-age', '600');
      return c.body(null, 204);
    }
    await next();
  };
}
