import type { MiddlewareHandler } from 'hono';
import { authenticateSession } from '../../services/open-session.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** The token of an `Authorization: Bearer` header (RFC 6750 section 2.1). */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? '')?.[1];
}

/** Lets only a live session of the tag through. No cookie counts: a page that rides on one gets nothing. */
export function requireSession(deps: HttpDependencies): MiddlewareHandler<HttpEnvironment> {
  return async function withSession(c, next) {
    const token = bearerToken(c.req.header('authorization'));
    c.set('session', await authenticateSession(deps, token, c.req.header('origin')));
    await next();
  };
}
