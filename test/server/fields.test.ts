import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import {
  paths,
  type Connection,
  type ConnectionSummary,
  type Credentials,
  type LogPage,
  type Problem,
} from '../../server/contract/index.ts';
import { Vendor, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { rowsOf } from '../support/rows-of.ts';
import { syncConfig } from '../support/sync-config.ts';

const secret = 'first-access-key-0123456789';

describe('saving fields', () => {
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    database = await openTestDatabase();
    const config = syncConfig({ issuer: 'https://erp.example', client: { id: 'app', secret: 'vendor-secret' } });
    server = await startConnectionServer({ database, config });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await database.close();
  });

  const save = <T = Connection>(page: Page, id: string, fields: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
    page.send<T>('PATCH', paths.fields(id), { fields, ...rest });
  const replace = (value: unknown) => ({ op: 'replace', value });
  const fieldOf = (connection: Connection, key: string) => connection.fields.find((field) => field.key === key);
  const handOver = (id: string) => vendor.send<Credentials>('POST', paths.credentials(id), {});

  /** A saved warehouse of a customer of its own. */
  async function savedWarehouse(customer: string): Promise<{ page: Page; id: string; saved: Connection }> {
    const page = await vendor.openPage({ customer: { id: customer } });
    const { id } = await page.connection('warehouse');
    const { status, body } = await save(page, id, {
      host: replace('db.example'),
      accessKey: replace(secret),
      note: replace('two\nlines'),
    });
    assert.equal(status, 200);
    return { page, id, saved: body };
  }

  it('turns grey to yellow, and a required field cannot be cleared again', async () => {
    const { page, id, saved } = await savedWarehouse('colours');
    assert.equal(saved.status, 'configured');
    assert.deepEqual(saved.missingFields, []);
    const cleared = await save<Problem>(page, id, { accessKey: { op: 'clear' } });
    assert.equal(cleared.status, 422, 'a required field cannot be cleared by the form');
    assert.equal((await page.connection('warehouse')).status, 'configured');
  });

  it('H06: keeps a secret that the form does not name, names as kept, or sends empty', async () => {
    const { page, id } = await savedWarehouse('h06');
    for (const accessKey of [undefined, { op: 'keep' }, replace(''), replace('   ')]) {
      const answer = await save(page, id, { host: replace('other.example'), ...(accessKey === undefined ? {} : { accessKey }) });
      assert.equal(answer.status, 200);
      assert.equal((await handOver(id)).body.fields['accessKey'], secret);
    }
    await save(page, id, { accessKey: replace(' second-access-key\n') });
    assert.equal((await handOver(id)).body.fields['accessKey'], 'second-access-key', 'pasted white space is cut off');
  });

  it('H06: removes a value only when asked to, and an emptied plain field counts as asked', async () => {
    const { page, id } = await savedWarehouse('h06-clear');
    const emptied = await save(page, id, { note: replace('') });
    assert.equal(fieldOf(emptied.body, 'note')?.set, false);
    await save(page, id, { note: replace('again') });
    const cleared = await save(page, id, { note: { op: 'clear' } });
    assert.equal(fieldOf(cleared.body, 'note')?.set, false);
    assert.equal('note' in (await handOver(id)).body.fields, false);
  });

  it('H07: never answers with a saved secret, only that and when it was set', async () => {
    const { page, id, saved } = await savedWarehouse('h07');
    const organization = await vendor.openPage({ customer: { id: 'h07' }, role: 'organization' });
    const answers = [
      saved,
      await page.snapshot(),
      await organization.snapshot(),
      await vendor.send('GET', paths.connection(id)),
      await page.send('GET', paths.logs(id)),
    ];
    for (const answer of answers) assert.equal(JSON.stringify(answer).includes(secret), false);
    const field = fieldOf(saved, 'accessKey');
    assert.equal(field?.set, true);
    assert.ok(field.updatedAt);
    assert.equal('value' in field, false);
  });

  it('H08: refuses members it does not know, and stores nothing of such a request', async () => {
    const { page, id, saved } = await savedWarehouse('h08');
    const attempts = [
      { fields: {}, customerId: 'cus_other' },
      { fields: {}, status: 'active' },
      { fields: { host: { ...replace('evil.example'), sealed: true } } },
      { fields: { host: { op: 'erase' } } },
      { fields: { host: replace({ $ne: '' }) } },
      { fields: { host: replace(7) } },
    ];
    for (const body of attempts) {
      const answer = await page.send<Problem>('PATCH', paths.fields(id), body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.code, 'invalid_request');
    }
    for (const key of ['tokenUrl', 'status', 'hasOwnProperty', 'toString']) {
      const answer = await save<Problem>(page, id, { host: replace('evil.example'), [key]: replace('https://evil.example') });
      assert.equal(answer.status, 422, key);
      assert.deepEqual(
        answer.body.errors?.map(({ path, code }) => ({ path, code })),
        [{ path: `fields.${key}`, code: 'unknown_field' }],
      );
    }
    assert.deepEqual(await page.connection('warehouse'), saved);
  });

  it('refuses wrong values by path, never repeats them, and stores none of the others either', async () => {
    const { page, id, saved } = await savedWarehouse('paths');
    const answer = await save<Problem>(page, id, {
      host: replace('bad\u0001host'),
      region: replace('moon'),
      accessKey: replace(['a', 'list']),
      note: replace('a fine note'),
    });
    assert.equal(answer.status, 422);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(
      answer.body.errors?.map(({ path, code }) => [path, code]),
      [
        ['fields.host', 'control_characters'],
        ['fields.accessKey', 'wrong_shape'],
        ['fields.region', 'not_a_choice'],
      ],
    );
    assert.equal(JSON.stringify(answer.body).includes('moon'), false);
    assert.ok(answer.body.requestId);
    assert.deepEqual(await page.connection('warehouse'), saved);
  });

  it('answers 400, not 500, to text that the database cannot hold', async () => {
    const { page, id } = await savedWarehouse('nul');
    assert.equal((await save(page, id, { ['no\u0000te']: replace('x') })).status, 422);
    assert.equal((await page.send('GET', paths.logs('con_\u0000'))).status, 400);
    assert.equal((await vendor.send('GET', paths.connection('\u0000'))).status, 400);
    const session = { customer: { id: 'a\u0000b' }, user: { id: 'u' }, integration: 'sync' };
    assert.equal((await vendor.send('POST', paths.sessions, session)).status, 400);
  });

  it('answers conflict when somebody saved meanwhile, and the last write wins only without a revision', async () => {
    const { page, id, saved } = await savedWarehouse('conflict');
    const mine = await save(page, id, { host: replace('mine.example') }, { revision: saved.revision });
    assert.equal(mine.body.revision, saved.revision + 1);
    const theirs = await save<Problem>(page, id, { host: replace('theirs.example') }, { revision: saved.revision });
    assert.equal(theirs.status, 409);
    assert.equal(theirs.body.code, 'conflict');
    assert.equal((await save(page, id, { host: replace('last.example') })).status, 200);
    const both = await Promise.all(
      ['one', 'two'].map((host) => save(page, id, { host: replace(`${host}.example`) }, { revision: saved.revision + 2 })),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  });

  it('lets only the vendor’s backend set what is embedded, which the tag never sees', async () => {
    const page = await vendor.openPage({ customer: { id: 'placed' }, integration: 'placed' });
    const { id, fields } = await page.connection('shelf');
    assert.deepEqual(
      fields.map(({ key }) => key),
      ['host', 'accessKey'],
    );
    // Before the customer has filled in anything.
    const put = await vendor.send<ConnectionSummary>('PUT', paths.vendorFields(id), {
      fields: { note: replace('from the backend') },
    });
    assert.equal(put.status, 200);
    assert.equal(put.body.status, 'not_configured');
    for (const key of ['note', 'region']) assert.equal((await save(page, id, { [key]: replace('us') })).status, 422, key);
    await save(page, id, { host: replace('db.example'), accessKey: replace(secret) });
    assert.equal((await handOver(id)).body.fields['note'], 'from the backend');
    assert.equal(JSON.stringify(await page.snapshot()).includes('from the backend'), false);

    const staff = await vendor.openPage({ customer: { id: 'placed' }, integration: 'placed', role: 'organization' });
    assert.deepEqual(
      (await staff.connection('shelf')).fields.map(({ key }) => key),
      ['host', 'accessKey', 'note', 'region'],
    );
    assert.equal((await save(staff, id, { region: replace('us') })).status, 200);
    assert.equal((await handOver(id)).body.fields['region'], 'us');
  });

  it('refuses the vendor’s backend what it names wrongly', async () => {
    const { id } = await savedWarehouse('vendor');
    const answer = await vendor.send<Problem>('PUT', paths.vendorFields(id), { fields: { accessKey: { op: 'clear' } } });
    assert.deepEqual(
      answer.body.errors?.map(({ path, code }) => [path, code]),
      [['fields.accessKey', 'required']],
    );
  });

  it('takes a save that changes nothing for none: no new revision, no line in the log', async () => {
    const { page, id, saved } = await savedWarehouse('unchanged');
    const codes = async () => (await page.send<LogPage>('GET', paths.logs(id))).body.entries.map(({ code }) => code);
    for (const fields of [{}, { host: replace('db.example') }, { accessKey: replace(secret) }, { note: replace('two\nlines') }]) {
      const { status, body } = await save(page, id, fields);
      assert.deepEqual([status, body.revision, body.status], [200, saved.revision, 'configured']);
    }
    assert.deepEqual(await codes(), ['saved']);
    assert.equal((await save(page, id, { region: replace('us') })).body.revision, saved.revision + 1);
    assert.deepEqual(await codes(), ['saved', 'saved']);
  });

  it('says who saved which fields, in log and audit trail, without a value', async () => {
    const { page, id } = await savedWarehouse('audit');
    const staff = await vendor.openPage({ customer: { id: 'audit' }, role: 'organization' });
    const { body } = await staff.send<{ entries: { code: string; details?: Record<string, string> }[] }>('GET', paths.logs(id));
    assert.deepEqual(body.entries[0]?.details, { fields: 'host, accessKey, note' });
    await save(page, id, { note: replace('x') });
    const rows = await rowsOf(database, sql`select actor, action from audit_log where target = ${id} order by sequence`);
    assert.deepEqual(rows, [
      { actor: 'user:ada', action: 'connection.saved' },
      { actor: 'user:ada', action: 'connection.saved' },
    ]);
  });
});
