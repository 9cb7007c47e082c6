import { Hono, type Context } from 'hono';
import {
  connectLinkRequestSchema,
  connectionQuerySchema,
  credentialsRequestSchema,
  fieldsPatchSchema,
  logQuerySchema,
  sessionRequestSchema,
  usageRequestSchema,
} from '../../contract/index.ts';
import { fieldsFor } from '../../definitions/index.ts';
import type { Actor } from '../../services/dependencies.ts';
import { failureFacts } from '../../services/advise.ts';
import { createConnectLink } from '../../services/connect-links.ts';
import { disconnect } from '../../services/disconnect.ts';
import { findForVendor } from '../../services/find-connection.ts';
import { handOver } from '../../services/hand-over.ts';
import { listConnections, readSummary } from '../../services/list-connections.ts';
import { openSession } from '../../services/open-session.ts';
import { countRequest } from '../../services/rate-limits.ts';
import { readEvents } from '../../services/read-events.ts';
import { readLogs } from '../../services/read-logs.ts';
import { recordUse } from '../../services/record-use.ts';
import { saveFields } from '../../services/save-fields.ts';
import { testConnection } from '../../services/test-connection.ts';
import { customerRoutes } from './customers.ts';
import { webhookRoutes } from './webhooks.ts';
import { requireApiKey } from '../middleware/api-key.ts';
import { bearerToken } from '../middleware/session.ts';
import { readBody, readQuery } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** The API of the vendor's backend, `/v1`: an API key, no CORS. */
export function vendorRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();
  routes.use(requireApiKey(deps));

  routes.post('/sessions', async (c) => {
    const request = await readBody(c, sessionRequestSchema);
    await countRequest(deps, ['sessions', bearerToken(c.req.header('authorization')) ?? '']);
    return c.json(await openSession(deps, request), 201);
  });

  routes.post('/connect-links', async (c) => {
    const request = await readBody(c, connectLinkRequestSchema);
    await countRequest(deps, ['connectLinks', bearerToken(c.req.header('authorization')) ?? '']);
    return c.json(await createConnectLink(deps, request), 201);
  });

  routes.route('/customers', customerRoutes(deps));
  routes.route('/webhooks', webhookRoutes(deps));

  routes.get('/events', async (c) => c.json(await readEvents(deps, c.req.query())));

  routes.get('/connections', async (c) => {
    const { customer, integration, configVar, cursor, unusedForDays } = readQuery(c, connectionQuerySchema);
    return c.json(
      await listConnections(deps, {
        ...(customer === undefined ? {} : { customer }),
        ...(integration === undefined ? {} : { integration }),
        ...(configVar === undefined ? {} : { configVar }),
        ...(cursor === undefined ? {} : { after: cursor }),
        ...(unusedForDays === undefined ? {} : { unusedForDays }),
      }),
    );
  });
  routes.get('/connections/:id', async (c) => c.json(await readSummary(deps, c.req.param('id'))));

  routes.post('/connections/:id/credentials', async (c) =>
    c.json(await handOver(deps, c.req.param('id'), await readBody(c, credentialsRequestSchema))),
  );
  routes.post('/connections/:id/usage', async (c) => {
    await recordUse(deps, c.req.param('id'), await readBody(c, usageRequestSchema));
    return c.body(null, 204);
  });

  // The vendor's backend may set every input, those of visibility `embedded` before all.
  routes.put('/connections/:id/fields', async (c) => {
    const found = await findForVendor(deps, c.req.param('id'));
    const patch = await readBody(c, fieldsPatchSchema);
    await countRequest(deps, ['saves', found.record.id]);
    await saveFields(deps, found, patch, fieldsFor(found.configVar, 'vendor'), actorOf(c));
    return c.json(await readSummary(deps, found.record.id));
  });

  routes.post('/connections/:id/disconnect', async (c) => {
    const found = await findForVendor(deps, c.req.param('id'));
    const revocation = await disconnect(deps, found, actorOf(c));
    return c.json({ revocation, connection: await readSummary(deps, found.record.id) });
  });
  routes.post('/connections/:id/test', async (c) => {
    const found = await findForVendor(deps, c.req.param('id'));
    await countRequest(deps, ['tests', found.record.id]);
    const { details, ...outcome } = await testConnection(deps, found, actorOf(c));
    const { code } = outcome;
    const facts = code === undefined ? {} : failureFacts(deps, found, 'organization', { code, details, at: new Date() });
    return c.json({ ...outcome, ...facts, connection: await readSummary(deps, found.record.id) });
  });
  routes.get('/connections/:id/logs', async (c) => {
    const found = await findForVendor(deps, c.req.param('id'));
    return c.json(await readLogs(deps, found, 'organization', readQuery(c, logQuerySchema)));
  });
  return routes;
}

function actorOf(c: Context<HttpEnvironment>): Actor {
  return { name: 'api', requestId: c.get('requestId') };
}
