import type { MiddlewareHandler } from 'hono';
import { onBehalfOf } from '../../services/dependencies.ts';
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
    const session = await authenticateSession(deps, token, c.req.header('origin'));
    // The tag names the one language it is in (RFC 9110 section 12.5.4); a browser by itself names several, dearest first.
    const [language = ''] = (c.req.header('accept-language') ?? '').split(/[,;]/);
    c.set('session', { ...session, language: language.trim() });
    // From here on the database itself keeps other customers' rows away.
    c.set('deps', onBehalfOf(deps, session));
    await next();
  };
}
