import { Hono, type Context } from 'hono';
import { customerPutSchema, instancePutSchema } from '../../contract/index.ts';
import type { Actor } from '../../services/dependencies.ts';
import { deleteInstance, eraseCustomer } from '../../services/erase-customer.ts';
import {
  listCustomers,
  listInstances,
  putCustomer,
  putInstance,
  readCustomer,
  readInstance,
} from '../../services/manage-customers.ts';
import { readBody } from '../read-body.ts';
import type { HttpDependencies, HttpEnvironment } from '../environment.ts';

/** `/v1/customers`, part of the vendor's API. `:customer` is the vendor's own id. */
export function customerRoutes(deps: HttpDependencies): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.get('/', async (c) => c.json(await listCustomers(deps, c.req.query('cursor'))));
  routes.get('/:customer', async (c) => c.json(await readCustomer(deps, c.req.param('customer'))));
  routes.put('/:customer', async (c) => {
    const { name } = await readBody(c, customerPutSchema);
    return c.json(await putCustomer(deps, c.req.param('customer'), name, actorOf(c)));
  });
  routes.delete('/:customer', async (c) => c.json(await eraseCustomer(deps, c.req.param('customer'), actorOf(c))));

  routes.get('/:customer/instances', async (c) => c.json(await listInstances(deps, c.req.param('customer'))));
  routes.get('/:customer/instances/:integration', async (c) =>
    c.json(await readInstance(deps, c.req.param('customer'), c.req.param('integration'))),
  );
  routes.put('/:customer/instances/:integration', async (c) => {
    const change = await readBody(c, instancePutSchema);
    return c.json(await putInstance(deps, c.req.param('customer'), c.req.param('integration'), change, actorOf(c)));
  });
  routes.delete('/:customer/instances/:integration', async (c) =>
    c.json(await deleteInstance(deps, c.req.param('customer'), c.req.param('integration'), actorOf(c))),
  );
  return routes;
}

function actorOf(c: Context<HttpEnvironment>): Actor {
  return { name: 'api', requestId: c.get('requestId') };
}
