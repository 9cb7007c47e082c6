import { Hono, type Context } from 'hono';
import {
  webhookPatchSchema,
  webhookReplaySchema,
  webhookRequestSchema,
  webhookSecretRequestSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../services/dependencies.ts';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  readWebhook,
  replaceWebhookSecret,
  replayWebhook,
  updateWebhook,
} from '../../services/manage-webhooks.ts';
import { readBody } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** `/v1/webhooks`, part of the vendor's API: where events are sent. */
export function webhookRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.get('/', async (c) => c.json(await listWebhooks(deps)));
  routes.post('/', async (c) => c.json(await createWebhook(deps, await readBody(c, webhookRequestSchema), actorOf(c)), 201));
  routes.get('/:webhook', async (c) => c.json(await readWebhook(deps, c.req.param('webhook'))));
  routes.patch('/:webhook', async (c) =>
    c.json(await updateWebhook(deps, c.req.param('webhook'), await readBody(c, webhookPatchSchema), actorOf(c))),
  );
  routes.delete('/:webhook', async (c) => {
    await deleteWebhook(deps, c.req.param('webhook'), actorOf(c));
    return c.body(null, 204);
  });
  routes.post('/:webhook/secret', async (c) =>
    c.json(
      await replaceWebhookSecret(deps, c.req.param('webhook'), await readBody(c, webhookSecretRequestSchema), actorOf(c)),
      201,
    ),
  );
  routes.post('/:webhook/replay', async (c) =>
    c.json(await replayWebhook(deps, c.req.param('webhook'), await readBody(c, webhookReplaySchema), actorOf(c))),
  );
  routes.get('/:webhook/deliveries', async (c) => c.json(await listDeliveries(deps, c.req.param('webhook'))));
  return routes;
}

function actorOf(c: Context<HttpEnvironment>): Actor {
  return { name: 'api', requestId: c.get('requestId') };
}
