import type { MiddlewareHandler } from 'hono';
import { DomainError } from '../../services/domain-error.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';
import { bearerToken } from './session.ts';

/** Lets only the vendor's backend through. A browser has no business here, so a request that a page sent is refused whatever its key. */
export function requireApiKey(deps: HttpDependencies): MiddlewareHandler<HttpEnvironment> {
  return async function withApiKey(c, next) {
    if (c.req.header('origin') !== undefined) throw new DomainError('origin_not_allowed');
    const token = bearerToken(c.req.header('authorization'));
    if (token === undefined || !(await deps.isApiKey(token))) {
      // A session token here is a known caller in the wrong place.
      throw new DomainError(token?.startsWith('ccs_') ? 'forbidden' : 'unauthorized');
    }
    await next();
  };
}
