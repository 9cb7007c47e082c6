import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { DomainError } from '../../services/domain-error.ts';
import type { HttpEnvironment } from '../environment.ts';

/** Bodies are forms with a few keys; PEM files are the largest thing in them. */
const maxBytes = 1_048_576;

/**
 * Refuses a body over 1 MiB. One that states its length is judged by that (Node reads no further than it); any other is counted while it
 * is read, which takes a stream of its own and is left to Hono.
 * @throws DomainError `payload_too_large`.
 */
export function limitedBody(): MiddlewareHandler<HttpEnvironment> {
  const refuse = (): never => {
    throw new DomainError('payload_too_large');
  };
  const counted = bodyLimit({ maxSize: maxBytes, onError: refuse });
  return function withLimitedBody(c, next) {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const stated = c.req.header('content-length');
    if (stated === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    return Number(stated) <= maxBytes ? next() : refuse();
  };
}
