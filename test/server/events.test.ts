import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as v from 'valibot';
import { eventPageSchema, paths, type EventPage, type Problem } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { syncConfig } from '../support/sync-config.ts';

const secret = 'warehouse-secret-value';

describe('GET /v1/events', () => {
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    database = await openTestDatabase();
    server = await startConnectionServer({
      database,
      config: syncConfig({ issuer: 'https://erp.example', client: { id: 'app', secret: 'secret' } }),
    });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await database.close();
  });

  const read = async (page?: Parameters<typeof paths.events>[0]) =>
    (await vendor.send<EventPage>('GET', paths.events(page))).body;

  /** A save and a DISCONNECT: two events. */
  async function makeEvents(customer: string): Promise<string> {
    const page = await vendor.openPage({ customer: { id: customer } });
    const { id } = await page.connection('warehouse');
    const fields = { host: { op: 'replace', value: 'store.example' }, accessKey: { op: 'replace', value: secret } };
    assert.equal((await page.send('PATCH', paths.fields(id), { fields })).status, 200);
    assert.equal((await vendor.send('POST', paths.vendorDisconnect(id))).status, 200);
    return id;
  }

  it('is empty at first, with a cursor to go on from', async () => {
    assert.deepEqual(await read(), { events: [], next: '0' });
  });

  it('tells what happened, oldest first, in ids and codes', async () => {
    const id = await makeEvents('first');
    const page = await read();
    assert.deepEqual(v.parse(eventPageSchema, page), page, 'as the contract says, and nothing more');
    const [saved, disconnected] = page.events;
    assert.equal(page.events.length, 2);
    assert.equal(saved?.type, 'connection.saved');
    assert.equal(disconnected?.type, 'connection.disconnected');
    const data = { connection: id, customer: 'first', integration: 'sync', configVar: 'warehouse' };
    assert.deepEqual(saved.data, { ...data, status: 'configured' });
    assert.deepEqual(disconnected.data, { ...data, status: 'not_configured' });
    assert.equal(JSON.stringify(page).includes(secret), false);
  });

  it('gives a poller each event once, in pages of its size', async () => {
    await makeEvents('paged-a');
    await makeEvents('paged-b');
    const all = await read();
    const seen: string[] = [];
    for (let cursor = '0'; ;) {
      const { events, next } = await read({ cursor, limit: 2 });
      assert.ok(events.length <= 2);
      seen.push(...events.map(({ id }) => id));
      if (events.length === 0) {
        assert.equal(next, cursor, 'the cursor stays good when there is nothing new');
        break;
      }
      cursor = next;
    }
    assert.deepEqual(
      seen,
      all.events.map(({ id }) => id),
    );
    await makeEvents('later');
    assert.deepEqual(
      (await read({ cursor: all.next })).events.map(({ data }) => data.customer),
      ['later', 'later'],
    );
  });

  it('keeps to one customer where asked', async () => {
    await makeEvents('only this & that');
    const { events } = await read({ customer: 'only this & that' });
    assert.deepEqual(
      events.map(({ data }) => data.customer),
      ['only this & that', 'only this & that'],
    );
    assert.deepEqual(await read({ customer: 'nobody', cursor: '3' }), { events: [], next: '3' });
  });

  for (const query of ['cursor=x', 'cursor=-1', 'cursor=1.5', 'cursor=99999999999999999', 'limit=0', 'limit=501', 'limit=']) {
    it(`refuses ${query}`, async () => {
      const { status, body } = await vendor.send<Problem>('GET', `${paths.events()}?${query}`);
      assert.deepEqual([status, body.code, body.errors?.[0]?.path], [400, 'invalid_request', query.split('=')[0]]);
    });
  }
});
