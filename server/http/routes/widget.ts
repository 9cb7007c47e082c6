import { Hono, type Context } from 'hono';
import {
  connectRequestSchema,
  fieldsPatchSchema,
  finalizeRequestSchema,
  logQuerySchema,
  type ConnectAnswer,
  type Disconnected,
  type TestResult,
} from '../../contract/index.ts';
import { fieldsFor } from '../../definitions/index.ts';
import { failureFacts } from '../../services/advise.ts';
import { beginConnect } from '../../services/begin-connect.ts';
import { connectDevice } from '../../services/connect-device.ts';
import { connectDirectly } from '../../services/connect-directly.ts';
import type { Actor } from '../../services/dependencies.ts';
import { disconnect } from '../../services/disconnect.ts';
import { DomainError } from '../../services/domain-error.ts';
import { findForSession } from '../../services/find-connection.ts';
import { cancelFlow, finalizeFlow, readFlow } from '../../services/follow-flow.ts';
import { countRequest } from '../../services/rate-limits.ts';
import { readConnection } from '../../services/present-connection.ts';
import { readLogs } from '../../services/read-logs.ts';
import { renderConnections } from '../../services/render-connections.ts';
import { saveFields } from '../../services/save-fields.ts';
import { testConnection } from '../../services/test-connection.ts';
import { requireSession } from '../middleware/session.ts';
import { readBody, readQuery } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** The tag's API, `/widget/v1`: what a session may see and do. No route of it returns a stored secret. */
export function widgetRoutes(unbound: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.use(requireSession(unbound));

  routes.get('/integrations/:integration', async (c) =>
    c.json(await renderConnections(c.var.deps, c.var.session, c.req.param('integration'))),
  );

  routes.patch('/connections/:id/fields', async (c) => {
    const { deps, session } = c.var;
    const found = await findForSession(deps, session, c.req.param('id'), 'edit');
    const patch = await readBody(c, fieldsPatchSchema);
    await countRequest(deps, ['saves', session.customerId, session.userId]);
    await saveFields(deps, found, patch, fieldsFor(found.configVar, session.role), actorOf(c));
    return c.json(await readConnection(deps, found, session));
  });

  routes.post('/connections/:id/connect', async (c) => {
    const { deps, session } = c.var;
    const request = await readBody(c, connectRequestSchema);
    const { customerId, userId } = session;
    await countRequest(deps, ['connects', customerId, userId], ['customerConnects', customerId]);
    const id = c.req.param('id');
    if (request.mode === 'direct') {
      const found = await connectDirectly(deps, session, id, actorOf(c));
      return c.json({ kind: 'connected', connection: await readConnection(deps, found, session) } satisfies ConnectAnswer);
    }
    if (request.mode === 'device') {
      const flow = await connectDevice(deps, session, id, pageOrigin(deps, c), actorOf(c));
      return c.json({ kind: 'device', flow } satisfies ConnectAnswer);
    }
    const flow = await beginConnect(deps, session, id, request, pageOrigin(deps, c));
    return c.json({ kind: 'flow', flow } satisfies ConnectAnswer);
  });

  routes.get('/flows/:id', async (c) => c.json(await readFlow(c.var.deps, c.var.session, c.req.param('id'))));
  routes.post('/flows/:id/cancel', async (c) =>
    c.json(await cancelFlow(c.var.deps, c.var.session, c.req.param('id'), actorOf(c))),
  );
  routes.post('/flows/:id/finalize', async (c) => {
    const request = await readBody(c, finalizeRequestSchema);
    return c.json(await finalizeFlow(c.var.deps, c.var.session, c.req.param('id'), request, c.get('requestId')));
  });

  routes.post('/connections/:id/disconnect', async (c) => {
    const { deps, session } = c.var;
    const found = await findForSession(deps, session, c.req.param('id'), 'disconnect');
    const revocation = await disconnect(deps, found, actorOf(c));
    return c.json({ revocation, connection: await readConnection(deps, found, session) } satisfies Disconnected);
  });

  routes.post('/connections/:id/test', async (c) => {
    const { deps, session } = c.var;
    const found = await findForSession(deps, session, c.req.param('id'), 'test');
    await countRequest(deps, ['tests', found.record.id]);
    const { details, ...outcome } = await testConnection(deps, found, actorOf(c));
    const { code } = outcome;
    const facts = code === undefined ? {} : failureFacts(deps, found, session.role, { code, details, at: new Date() });
    return c.json({
      ...outcome,
      ...facts,
      connection: await readConnection(deps, found, session),
    } satisfies TestResult);
  });

  routes.get('/connections/:id/logs', async (c) => {
    const { deps, session } = c.var;
    const found = await findForSession(deps, session, c.req.param('id'), 'logs');
    return c.json(await readLogs(deps, found, session.role, readQuery(c, logQuerySchema)));
  });
  return routes;
}

function actorOf(c: Context<HttpEnvironment>): Actor {
  return { name: `user:${c.get('session').userId}`, requestId: c.get('requestId') };
}

/** The page that asks, as its browser states it; a page of the server's own origin sends no Origin with some requests. */
function pageOrigin(deps: HttpDependencies, c: Context<HttpEnvironment>): string {
  const origin = c.req.header('origin') ?? new URL(deps.publicUrl).origin;
  if (!deps.allowedOrigins.has(origin)) throw new DomainError('origin_not_allowed');
  return origin;
}
