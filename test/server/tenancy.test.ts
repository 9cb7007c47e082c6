import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths, type Problem } from '../../server/contract/index.ts';
import { Window, type Answer, type Page, type Vendor } from '../support/callers.ts';
import type { TestServer } from '../support/connection-server.ts';
import type { TestDatabase } from '../support/database.ts';
import { endSessions } from '../support/time-travel.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

const bodies: Record<string, unknown> = {
  fields: { fields: { host: { op: 'replace', value: 'evil.example' } } },
  connect: { mode: 'popup' },
  finalize: { startSecret: 'fss_x', completion: 'fcs_x' },
};

describe('tenants', () => {
  let world: SyncWorld;
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;
  let victim: Page;
  let attacker: Page;

  before(async () => {
    world = await startSyncWorld();
    ({ database, server, vendor } = world);
    victim = await vendor.openPage({ customer: { id: 'victim' } });
    attacker = await vendor.openPage({ customer: { id: 'attacker' } });
  });
  after(() => world.stop());

  /** Every route of the tag's API that names something by id, from the server's own table. */
  const routes = () =>
    server.app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/widget/v1/') && path.includes('/:id'));

  /** An answer without what differs from request to request. */
  const comparable = ({ status, body }: Answer<Problem>) => ({ status, body: { ...body, requestId: '' } });

  it('T17 H03: another tenant’s id answers like an unknown one on every route, whatever the role', async () => {
    await victim.connect('erp', new Window(server));
    const connection = await victim.connection('erp');
    const flow = await victim.beginFlow('erp');
    const before = await victim.snapshot();
    assert.ok(routes().length >= 8, 'the table was read');
    const staff = await vendor.openPage({ customer: { id: 'attacker' }, role: 'organization' });
    const sameCustomer = await vendor.openPage({ customer: { id: 'victim' }, integration: 'placed', user: { id: 'other' } });
    for (const page of [attacker, staff, sameCustomer]) {
      for (const { method, path } of routes()) {
        const body = bodies[path.split('/').at(-1) ?? ''] ?? (method === 'GET' ? undefined : {});
        const ask = (id: string) => page.send<Problem>(method, path.replace(':id', id), body);
        const theirs = await ask(path.includes('/flows/') ? flow.id : connection.id);
        const expected = path.endsWith('/finalize') && page === sameCustomer ? 'subject_mismatch' : 'not_found';
        assert.equal(theirs.body.code, expected, `${method} ${path}`);
        if (expected === 'not_found')
          assert.deepEqual(comparable(theirs), comparable(await ask('con_AAAAAAAAAAAAAAAAAAAAAA')), `${method} ${path}`);
      }
    }
    assert.deepEqual(await victim.snapshot(), before);
    assert.equal((await victim.flow(flow.id)).state, 'created');
  });

  it('T17 H03: no route is left out: what is no public page answers to the tag by id, as a list of its own, or not at all', async () => {
    const ofNobody =
      /^\/(oauth\/|healthz$|readyz$|metrics$|openapi\.json$|docs|connection-(config|status)\.js$|integrity\.json$|chunks\/|connect(\/open)?$)/;
    const table = server.app.routes.filter(({ method }) => method !== 'ALL');
    const byId = new Set(routes());
    const rest = table.filter((route) => !byId.has(route) && !ofNobody.test(route.path));
    const lists = rest.filter(({ path }) => path.startsWith('/widget/'));
    assert.deepEqual(
      lists.map(({ method, path }) => `${method} ${path}`),
      ['GET /widget/v1/integrations/:integration'],
    );
    const { id } = await victim.connection('erp');
    for (const { method, path } of rest.filter((route) => !lists.includes(route))) {
      assert.match(path, /^\/v1(\/|$)/, `${method} ${path} is covered by no rule`);
      const theirs = path.replace(':customer', 'victim').replace(':integration', 'sync').replace(/:\w+/, id);
      const answer = await attacker.send<Problem>(method, theirs, method === 'GET' ? undefined : {});
      assert.equal(answer.status, 403, `${method} ${path}`);
    }
  });

  it('lists of one tenant show nothing of another', async () => {
    const snapshot = JSON.stringify(await attacker.snapshot());
    assert.equal(snapshot.includes((await victim.connection('erp')).id), false);
    assert.equal(snapshot.includes('victim'), false);
  });

  it('every permission opens its own routes and no other', async () => {
    const needed = [
      ['GET', 'integrations', 'read'],
      ['PATCH', 'fields', 'edit'],
      ['POST', 'connect', 'connect'],
      ['POST', 'disconnect', 'disconnect'],
      ['POST', 'test', 'test'],
      ['GET', 'logs', 'logs'],
    ] as const;
    const { id } = await victim.connection('warehouse');
    for (const [method, name, permission] of needed) {
      const others = needed.map(([, , other]) => other).filter((other) => other !== permission);
      const page = await vendor.openPage({ customer: { id: 'victim' }, permissions: others });
      const path = name === 'integrations' ? paths.snapshot('sync') : `/widget/v1/connections/${id}/${name}`;
      const answer = await page.send<Problem>(method, path, method === 'GET' ? undefined : (bodies[name] ?? {}));
      assert.deepEqual([answer.status, answer.body.code], [403, 'forbidden'], name);
    }
  });

  it('another integration’s session is answered unknown_integration, and so is an unknown key', async () => {
    const other = await vendor.openPage({ customer: { id: 'victim' }, integration: 'placed' });
    for (const key of ['sync', 'no-such', '../sync']) {
      const answer = await other.send<Problem>('GET', paths.snapshot(key));
      assert.deepEqual([answer.status, answer.body.code], [404, 'unknown_integration'], key);
    }
    const session = { customer: { id: 'x' }, user: { id: 'u' }, integration: 'no-such' };
    assert.equal((await vendor.send<Problem>('POST', paths.sessions, session)).body.code, 'unknown_integration');
  });

  it('an ended session is told so by its code, and its token opens nothing', async () => {
    const page = await vendor.openPage({ customer: { id: 'ended' } });
    const { id } = await page.connection('warehouse');
    await endSessions(database);
    for (const path of [paths.snapshot('sync'), paths.logs(id)]) {
      const answer = await page.send<Problem>('GET', path);
      assert.deepEqual([answer.status, answer.body.code], [401, 'session_expired']);
    }
  });
});
