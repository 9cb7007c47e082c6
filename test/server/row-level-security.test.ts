import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Problem } from '../../server/contract/index.ts';
import { mutateSource } from '../attacks/mutate-source.ts';
import type { Page, Vendor } from '../support/callers.ts';
import type { TestServer } from '../support/connection-server.ts';
import type { SyncWorld } from '../support/sync-world.ts';

/** Whom every condition of the application names, once set; the database goes on being told who really asks. */
const whom: { forged: Readonly<Record<string, string>> } = { forged: {} };
Object.assign(globalThis, { whom });

const file = 'server/http/middleware/session.ts';
const edits = [
  { file, find: "c.set('session', { ...session,", replace: "c.set('session', { ...session, ...globalThis.whom.forged," },
];
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    return url.endsWith(file) ? { ...loaded, source: mutateSource(String(loaded.source), file, edits) } : loaded;
  },
});
// Only now, so that the sources are loaded with that edit.
const { Window } = await import('../support/callers.ts');
const { rowsOf } = await import('../support/rows-of.ts');
const { startSyncWorld } = await import('../support/sync-world.ts');

const bodies: Readonly<Record<string, readonly unknown[]>> = {
  fields: [{ fields: { host: { op: 'replace', value: 'evil.example' } } }],
  connect: [{ mode: 'popup' }, { mode: 'direct' }, { mode: 'device' }],
  finalize: [{ startSecret: 'fss_x', completion: 'fcs_x' }],
};

describe('T17 H14: a server whose own conditions let another tenant’s rows through', () => {
  let world: SyncWorld;
  let server: TestServer;
  let vendor: Vendor;
  let victim: Page;
  let attacker: Page;

  before(async () => {
    world = await startSyncWorld();
    ({ server, vendor } = world);
    victim = await vendor.openPage({ customer: { id: 'victim' } });
    attacker = await vendor.openPage({ customer: { id: 'attacker' }, role: 'organization' });
    await victim.connect('erp', new Window(server));
  });
  after(() => world.stop());

  /** All that is stored of the victim. */
  const rows = async () => {
    const tables = [
      'connections',
      'connection_values',
      'credentials',
      'flows',
      'revocations',
      'connection_logs',
      'audit_log',
      'events',
    ];
    const stored = await Promise.all(
      tables.map((table) =>
        rowsOf<{ row: unknown }>(
          world.database,
          sql`select to_jsonb(${sql.identifier(table)}) as row from ${sql.identifier(table)}
            where customer_id = (select id from customers where external_id = 'victim') order by 1::text`,
        ),
      ),
    );
    return Object.fromEntries(tables.map((table, index) => [table, stored[index]]));
  };

  it('reads and writes none of them on any route of the tag: the database knows who asks', async () => {
    const connections = (await victim.snapshot()).connections.map(({ id }) => id);
    const flow = await victim.beginFlow('erp');
    const [forged] = await rowsOf<{ customerId: string; instanceId: string }>(
      world.database,
      sql`select customer_id as "customerId", id as "instanceId" from instances
        where customer_id = (select id from customers where external_id = 'victim')`,
    );
    assert.ok(forged);
    const before = await rows();
    const routes = server.app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/widget/v1/'));
    assert.ok(routes.length >= 9, 'the table was read');
    whom.forged = forged;
    let asked = 0;
    for (const { method, path } of routes)
      for (const id of path.includes('/flows/') ? [flow.id] : connections)
        for (const body of bodies[path.split('/').at(-1) ?? ''] ?? [method === 'GET' ? undefined : {}]) {
          const address = path.replace(':id', id).replace(':integration', 'sync');
          const { body: answer } = await attacker.send<Partial<Problem> & { connections?: unknown[] }>(method, address, body);
          assert.ok(
            answer.code === 'not_found' || answer.connections?.length === 0,
            `${method} ${path}: ${JSON.stringify(answer)}`,
          );
          asked += 1;
        }
    whom.forged = {};
    assert.ok(asked > 20);
    assert.deepEqual(await rows(), before);
  });

  it('and goes on working for its own', async () => {
    assert.equal((await attacker.connect('erp', new Window(server))).state, 'succeeded');
    const { id } = await attacker.connection('erp');
    assert.equal((await attacker.send('POST', paths.disconnect(id), {})).status, 200);
    assert.equal((await victim.connection('erp')).status, 'configured');
  });
});
