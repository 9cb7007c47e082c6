import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import {
  customerListSchema,
  customerSchema,
  deletedSchema,
  instanceListSchema,
  instanceSchema,
  paths,
  type Customer,
  type CustomerList,
  type Deleted,
  type EventPage,
  type InstanceAnswer,
  type InstanceList,
  type LogPage,
  type Problem,
} from '../../server/contract/index.ts';
import { createStorage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { Window, type Vendor } from '../support/callers.ts';
import { testEncryptionKey, type TestServer } from '../support/connection-server.ts';
import type { TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { signIn } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

const tables = [
  'customers',
  'instances',
  'connections',
  'connection_values',
  'credentials',
  'flows',
  'sessions',
  'connection_logs',
];

describe('customers and instances', () => {
  let world: SyncWorld;
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    world = await startSyncWorld({ background: true });
    ({ database, provider, server, vendor } = world);
  });
  after(() => world.stop());

  const idOf = async (customer: string) =>
    (await rowsOf<{ id: string }>(database, sql`select id from customers where external_id = ${customer}`))[0]?.id ?? '';
  const actionsOf = async (customerId: string) =>
    (
      await rowsOf<{ action: string }>(
        database,
        sql`select action from audit_log where customer_id = ${customerId} order by sequence`,
      )
    ).map(({ action }) => action);
  const countOf = async (table: string, customerId: string) => {
    const column = sql.identifier(table === 'customers' ? 'id' : 'customer_id');
    return (await rowsOf(database, sql`select 1 from ${sql.identifier(table)} where ${column} = ${customerId}`)).length;
  };
  /** Lets the background sweep as if the grace of deleted keys were over. */
  async function sweepKeys(): Promise<void> {
    await database.db.execute(sql`update data_keys set erase_at = now() where erase_at is not null`);
    await createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey))).customers.sweepKeys();
  }
  const makeRevocationsDue = () => database.db.execute(sql`update revocations set due_at = now() where due_at is not null`);
  async function connected(customer: string): Promise<string> {
    const page = await vendor.openPage({ customer: { id: customer } });
    assert.equal((await page.connect('erp', new Window(server))).state, 'succeeded');
    return idOf(customer);
  }
  const erase = (customer: string) => vendor.send<Deleted>('DELETE', paths.customer(customer));

  for (const id of ['plain', 'a/b?c#d %2F', 'ümläut 客户', "o'hara; --"]) {
    it(`makes, renames, reads and deletes the customer ${id}`, async () => {
      const made = await vendor.send<Customer>('PUT', paths.customer(id), {});
      assert.equal(made.status, 200);
      assert.deepEqual(v.parse(customerSchema, made.body), { id, createdAt: made.body.createdAt });
      const renamed = await vendor.send<Customer>('PUT', paths.customer(id), { name: 'Named' });
      assert.deepEqual(renamed.body, { ...made.body, name: 'Named' });
      assert.deepEqual((await vendor.send('PUT', paths.customer(id), {})).body, renamed.body, 'no name keeps the name');
      assert.deepEqual((await vendor.send('GET', paths.customer(id))).body, renamed.body);
      const internal = await idOf(id);
      assert.deepEqual((await erase(id)).body, { connections: [] });
      assert.deepEqual(await actionsOf(internal), ['customer.saved', 'customer.saved', 'customer.saved', 'customer.deleted']);
      for (const [method, path] of [
        ['GET', paths.customer(id)],
        ['DELETE', paths.customer(id)],
        ['GET', paths.instances(id)],
      ] as const) {
        assert.equal((await vendor.send<Problem>(method, path)).body.code, 'not_found');
      }
    });
  }

  it('refuses ids and bodies that are none, and makes nothing', async () => {
    assert.equal((await vendor.send<Problem>('PUT', paths.customer('x'.repeat(256)), {})).body.errors?.[0]?.path, 'customer');
    assert.equal((await vendor.send('PUT', paths.customer('wrong'), { title: 'x' })).status, 400);
    assert.equal((await vendor.send('GET', paths.customer('wrong'))).status, 404);
  });

  it('lists customers in pages, each once', async () => {
    await Promise.all(Array.from({ length: 120 }, (_, n) => vendor.send('PUT', paths.customer(`paged-${n}`), {})));
    const first = (await vendor.send<CustomerList>('GET', paths.customers)).body;
    assert.equal(v.parse(customerListSchema, first).customers.length, 100);
    const second = (await vendor.send<CustomerList>('GET', `${paths.customers}?cursor=${encodeURIComponent(first.next ?? '')}`))
      .body;
    assert.equal(second.next, undefined);
    const ids = [...first.customers, ...second.customers].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.filter((id) => id.startsWith('paged-')).length, 120);
  });

  it('deploys an integration ahead of the first session, which then finds it', async () => {
    assert.equal((await vendor.send('PUT', paths.instance('ahead', 'sync'), {})).status, 404);
    await vendor.send('PUT', paths.customer('ahead'), {});
    assert.equal((await vendor.send<Problem>('PUT', paths.instance('ahead', 'nope'), {})).body.code, 'unknown_integration');
    const { body } = await vendor.send<InstanceAnswer>('PUT', paths.instance('ahead', 'sync'), { name: 'Sync of Ahead' });
    assert.deepEqual(v.parse(instanceSchema, body), body);
    assert.deepEqual([body.customer, body.integration, body.name], ['ahead', 'sync', 'Sync of Ahead']);
    await vendor.openPage({ customer: { id: 'ahead' } });
    const list = (await vendor.send<InstanceList>('GET', paths.instances('ahead'))).body;
    assert.deepEqual(v.parse(instanceListSchema, list).instances, [body]);
    assert.deepEqual((await vendor.send('GET', paths.instance('ahead', 'sync'))).body, body);
    assert.equal((await vendor.send('GET', paths.instance('ahead', 'placed'))).status, 404);
    assert.deepEqual(await actionsOf(await idOf('ahead')), ['customer.saved', 'instance.saved']);
  });

  it('T08: switches an integration off for one customer: nobody gets its tokens, nothing is lost, and on again', async () => {
    await connected('paused');
    const page = await vendor.openPage({ customer: { id: 'paused' } });
    const { id, status } = await page.connection('erp');
    const put = (enabled: boolean) =>
      vendor.send<InstanceAnswer>('PUT', paths.instance('paused', 'sync'), { enabled }).then(({ body }) => body.enabled);
    const ask = () => vendor.send<Problem>('POST', paths.credentials(id), {});
    const told = async () => {
      const { body } = await page.send<LogPage>('GET', paths.logs(id));
      return body.entries.map(({ code }) => code).filter((code) => code === 'disabled' || code === 'enabled');
    };
    assert.equal((await ask()).status, 200);
    assert.deepEqual([await put(false), await put(false)], [false, false]);
    const refused = await ask();
    assert.deepEqual([refused.status, refused.body.code], [409, 'instance_disabled']);
    assert.deepEqual(
      [(await page.connection('erp')).status, await told()],
      [status, ['disabled']],
      'said once, and painted nothing',
    );
    // A new name leaves it as it is.
    await vendor.send('PUT', paths.instance('paused', 'sync'), { name: 'Paused' });
    assert.equal((await ask()).status, 409);
    assert.equal(await put(true), true);
    assert.deepEqual([(await ask()).status, await told()], [200, ['enabled', 'disabled']]);
    const events = await vendor.send<EventPage>('GET', paths.events({ customer: 'paused' }));
    const types = events.body.events.filter(({ data }) => data.connection === id).map(({ type }) => type);
    assert.deepEqual(types.slice(-2), ['connection.disabled', 'connection.enabled']);
  });

  it('deletes an instance: revokes, ends its sessions, leaves other instances alone, and tells pollers', async () => {
    const customerId = await connected('partly');
    const page = await vendor.openPage({ customer: { id: 'partly' } });
    const other = await vendor.openPage({ customer: { id: 'partly' }, integration: 'placed' });
    const { id } = await page.connection('erp');
    const before = provider.revocations.length;
    const { status, body } = await vendor.send<Deleted>('DELETE', paths.instance('partly', 'sync'));
    assert.equal(status, 200);
    const { connections } = v.parse(deletedSchema, body);
    assert.deepEqual(
      connections.find((connection) => connection.id === id),
      { id, integration: 'sync', configVar: 'erp', revocation: 'revoked' },
    );
    assert.equal(provider.revocations.length, before + 1);
    assert.equal((await page.send<Problem>('GET', paths.snapshot('sync'))).body.code, 'session_invalid');
    assert.equal((await vendor.send('POST', paths.credentials(id), {})).status, 404);
    assert.ok((await other.snapshot()).connections.length > 0);
    const { events } = (await vendor.send<EventPage>('GET', paths.events({ customer: 'partly' }))).body;
    assert.equal(events.at(-1)?.type, 'connection.disconnected');
    assert.deepEqual((await actionsOf(customerId)).slice(-3), [
      'connection.disconnected',
      'instance.deleted',
      'connection.revoked',
    ]);
    assert.equal((await vendor.send('DELETE', paths.instance('partly', 'sync'))).status, 404);
  });

  it('G10: deletes a customer with every row, revokes, and, when the grace is over, its data key', async () => {
    const customerId = await connected('erased');
    const { body } = await erase('erased');
    assert.ok(body.connections.some(({ revocation }) => revocation === 'revoked'));
    for (const table of tables) assert.equal(await countOf(table, customerId), 0, table);
    assert.equal(await countOf('data_keys', customerId), 1, 'a sign-in may still be on its way back');
    await sweepKeys();
    assert.equal(await countOf('data_keys', customerId), 0);
    assert.equal(await countOf('revocations', customerId), 0);
    assert.deepEqual((await actionsOf(customerId)).slice(-2), ['customer.deleted', 'connection.revoked']);
  });

  it('keeps the key until a revocation that the provider has not confirmed is through', async () => {
    const customerId = await connected('pending');
    provider.isDown = true;
    const { body } = await erase('pending');
    assert.ok(body.connections.some(({ revocation }) => revocation === 'pending'));
    await sweepKeys();
    assert.equal(await countOf('data_keys', customerId), 1);
    assert.equal((await vendor.send('GET', paths.customer('pending'))).status, 404, 'gone for everybody all the same');
    provider.isDown = false;
    const before = provider.revocations.length;
    await makeRevocationsDue();
    await eventually('the revocation', () => provider.revocations.length === before + 1);
    await eventually('its end', async () => (await actionsOf(customerId)).includes('connection.revoked'));
    await sweepKeys();
    assert.equal(await countOf('data_keys', customerId), 0);
  });

  it('revokes what a sign-in brings back after its customer was deleted', async () => {
    const page = await vendor.openPage({ customer: { id: 'in-flight' } });
    const customerId = await idOf('in-flight');
    const window = new Window(server);
    const callback = await signIn(await window.start(await page.beginFlow('erp')), {
      login: 'ada',
      redirectPrefix: `${server.url}/oauth/callback/`,
    });
    const held = provider.holdTokens();
    const answer = window.open(callback);
    await held.arrived;
    assert.equal((await erase('in-flight')).status, 200);
    const before = provider.revocations.length;
    held.release();
    assert.ok((await answer).status < 500);
    await makeRevocationsDue();
    await eventually('the revocation', () => provider.revocations.length === before + 1);
    assert.equal(await countOf('credentials', customerId), 0);
  });

  it('makes a deleted customer anew, with another key and nothing of the old', async () => {
    const old = await connected('again');
    await erase('again');
    const page = await vendor.openPage({ customer: { id: 'again' } });
    const fresh = await idOf('again');
    assert.notEqual(fresh, old);
    assert.equal((await page.connection('erp')).status, 'not_configured');
    assert.equal(await countOf('data_keys', fresh), 1);
    await sweepKeys();
    assert.equal(await countOf('data_keys', fresh), 1);
  });
});
