import type { Hono } from 'hono';
import type { HttpEnvironment } from './environment.ts';

/** Methods that have a handler of their own at this path; middleware, which answers to every method, does not count. */
export function allowedMethods(app: Hono<HttpEnvironment>, path: string): string[] {
  const handlersOf = (method: string) => app.router.match(method, path)[0].length;
  const middleware = handlersOf('NONE');
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => handlersOf(method) > middleware);
}
