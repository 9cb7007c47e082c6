import { Hono } from 'hono';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/**
 * For operators: `/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus). A background task that hangs calls for
 * a restart, so `/healthz` says 503; requests are served as before, renewals that they ask for included, so `/readyz` does not.
 */
export function operationsRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.get('/healthz', (c) => {
    const tasks = deps.stalledTasks();
    return tasks.length === 0 ? c.json({ status: 'ok' }) : c.json({ status: 'background_stalled', tasks }, 503);
  });
  routes.get('/readyz', async (c) => {
    await deps.storage.ping();
    return c.json({ status: 'ready' });
  });
  routes.get('/metrics', async (c) => c.text(await deps.metrics.render(), 200, { 'content-type': 'text/plain; version=0.0.4' }));
  return routes;
}
