import { Hono } from 'hono';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** For operators: `/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus). */
export function operationsRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.get('/healthz', (c) => c.json({ status: 'ok' }));
  routes.get('/readyz', async (c) => {
    await deps.storage.ping();
    return c.json({ status: 'ready' });
  });
  routes.get('/metrics', async (c) => c.text(await deps.metrics.render(), 200, { 'content-type': 'text/plain; version=0.0.4' }));
  return routes;
}
