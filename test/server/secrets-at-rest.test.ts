import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type ConnectAnswer, type Credentials, type LogPage, type Problem } from '../../server/contract/index.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { pageOrigin, startConnectionServer, testEncryptionKey, type TestServer } from '../support/connection-server.ts';
import type { TestDatabase } from '../support/database.ts';
import { signIn } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';
import { syncConfig } from '../support/sync-config.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('secrets at rest', () => {
  let world: SyncWorld;
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    world = await startSyncWorld();
    ({ database, provider, server, vendor } = world);
  });
  after(() => world.stop());

  /** Every row of every table, bytes also as the text they would be. */
  async function dump(): Promise<string> {
    const tables = await rowsOf<{ name: string }>(
      database,
      sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    assert.ok(tables.length >= 12);
    const texts: string[] = [];
    for (const { name } of tables) {
      for (const { row } of await rowsOf<{ row: Record<string, unknown> }>(
        database,
        sql`select row_to_json(t) as row from ${sql.identifier(name)} t`,
      )) {
        texts.push(JSON.stringify(row));
        for (const value of Object.values(row)) {
          if (typeof value === 'string' && value.startsWith('\\x'))
            texts.push(Buffer.from(value.slice(2), 'hex').toString('latin1'));
        }
      }
    }
    return texts.join('\n');
  }

  async function savedWarehouse(customer: string, accessKey: string): Promise<{ page: Page; id: string }> {
    const page = await vendor.openPage({ customer: { id: customer } });
    const { id } = await page.connection('warehouse');
    const fields = { host: { op: 'replace', value: `${customer}.example` }, accessKey: { op: 'replace', value: accessKey } };
    assert.equal((await page.send('PATCH', paths.fields(id), { fields })).status, 200);
    return { page, id };
  }
  async function connected(customer: string): Promise<{ page: Page; id: string; token: string }> {
    const page = await vendor.openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(server));
    const { id } = await page.connection('erp');
    return { page, id, token: (await handOver(id)).body.token?.access_token ?? '' };
  }
  const handOver = (id: string) => vendor.send<Credentials & Problem>('POST', paths.credentials(id), {});

  it('T06: none of the secrets that went through the server can be found in any table', async () => {
    const planted = new Map<string, string>([
      ['API key', server.apiKey],
      ['encryption key', testEncryptionKey],
      ['client secret', provider.client.secret],
    ]);
    for (let index = 0; index < 5; index += 1) {
      planted.set(`field ${index}`, `canary-field-${index}-${crypto.randomUUID()}`);
      await savedWarehouse(`canary-${index}`, planted.get(`field ${index}`) ?? '');
    }
    const { page, token } = await connected('canary-oauth');
    planted.set('session token', page.token).set('access token', token);

    const window = new Window(server);
    const flow = await page.beginFlow('erp');
    const authorizationUrl = new URL(await window.start(flow));
    const callback = await signIn(authorizationUrl, { login: 'ada', redirectPrefix: `${server.url}/oauth/callback/` });
    planted.set('start secret', flow.startSecret).set('browser cookie', window.cookie.split('=')[1] ?? '');
    planted
      .set('state', authorizationUrl.searchParams.get('state') ?? '')
      .set('unspent code', callback.searchParams.get('code') ?? '');

    const { id } = await page.connection('erp');
    const { body } = await page.send<ConnectAnswer>('POST', paths.connect(id), {
      mode: 'redirect',
      returnUrl: `${pageOrigin}/back`,
    });
    assert.equal(body.kind, 'flow');
    const redirect = body.flow;
    const parkedCallback = await signIn(await window.start(redirect, ''), {
      login: 'ada',
      redirectPrefix: `${server.url}/oauth/callback/`,
    });
    const back = (await window.open(parkedCallback)).headers.get('location') ?? '';
    planted.set('parked code', parkedCallback.searchParams.get('code') ?? '').set('parked start secret', redirect.startSecret);
    planted.set('completion', back.split('.').at(-1) ?? '');

    const machine = await page.connection('machine');
    const fields = {
      clientId: { op: 'replace', value: 'machine' },
      clientSecret: { op: 'replace', value: provider.client.secret },
    };
    await page.send('PATCH', paths.fields(machine.id), { fields });
    await page.send('POST', paths.connect(machine.id), { mode: 'direct' });
    planted.set('machine token', (await handOver(machine.id)).body.token?.access_token ?? '');
    const gone = await connected('canary-gone');
    planted.set('token being revoked', gone.token);
    await gone.page.send('POST', paths.disconnect(gone.id));

    for (const [index, secret] of [...provider.secrets].entries()) planted.set(`the provider’s secret ${index}`, secret);
    assert.ok(planted.size >= 25, String(planted.size));
    const text = await dump();
    for (const [name, secret] of planted) {
      assert.ok(secret.length >= 16, name);
      const bytes = Buffer.from(secret);
      const forms = [
        secret,
        bytes.toString('base64').replace(/=+$/, ''),
        bytes.toString('base64url'),
        bytes.toString('hex'),
        encodeURIComponent(secret),
      ];
      for (const form of forms) assert.equal(text.includes(form), false, `${name} is in the database`);
    }
    assert.ok(text.includes('canary-0.example'), 'what is no secret is found, so the search works');
  });

  it('T06: a token row copied from another customer opens for nobody and turns that connection alone red', async () => {
    const [ours, theirs] = [await connected('swap-one'), await connected('swap-two')];
    await database.db.execute(sql`
      update credentials set sealed = (select sealed from credentials where connection_id = ${theirs.id}) where connection_id = ${ours.id}`);
    const answer = await handOver(ours.id);
    assert.deepEqual([answer.status, answer.body.code], [409, 'decrypt_failed']);
    assert.equal(JSON.stringify(answer.body).includes(theirs.token), false);
    await handOver(ours.id);
    const { status, reason } = await ours.page.connection('erp');
    assert.deepEqual([status, reason], ['error', 'decrypt_failed']);
    const log = await ours.page.send<LogPage>('GET', paths.logs(ours.id));
    assert.equal(log.body.entries.filter(({ code }) => code === 'decrypt_failed').length, 1);
    assert.equal((await handOver(theirs.id)).body.token?.access_token, theirs.token);
    assert.equal((await theirs.page.connection('erp')).status, 'configured');
    assert.equal((await ours.page.connect('erp', new Window(server))).state, 'succeeded', 'signing in again mends it');
    assert.equal((await handOver(ours.id)).status, 200);
  });

  it('T06: an older token set, another field’s or another connection’s value does not open where it is pasted', async () => {
    const first = await connected('old');
    const [old] = await rowsOf<{ sealed: string }>(
      database,
      sql`select encode(sealed, 'hex') as sealed from credentials where connection_id = ${first.id}`,
    );
    await handOverRenewed(first.id);
    await database.db.execute(
      sql`update credentials set sealed = decode(${old?.sealed}, 'hex') where connection_id = ${first.id}`,
    );
    assert.equal((await handOver(first.id)).body.code, 'decrypt_failed');

    const [mine, yours] = [
      await savedWarehouse('mine', 'my-own-access-key'),
      await savedWarehouse('yours', 'your-own-access-key'),
    ];
    const statements = [
      sql`update connection_values set sealed = (select sealed from connection_values where connection_id = ${yours.id} and input_key = 'accessKey') where connection_id = ${mine.id} and input_key = 'accessKey'`,
      sql`update connection_values set sealed = substr(sealed, 1, length(sealed) - 1) where connection_id = ${mine.id} and input_key = 'accessKey'`,
      sql`update connection_values set revision = revision + 1 where connection_id = ${mine.id} and input_key = 'accessKey'`,
    ];
    for (const statement of statements) {
      await database.db.execute(statement);
      assert.equal((await handOver(mine.id)).body.code, 'decrypt_failed');
      assert.equal((await mine.page.connection('warehouse')).reason, 'decrypt_failed');
      assert.equal((await handOver(yours.id)).body.fields['accessKey'], 'your-own-access-key');
      // The customer mends it as the message says: by entering it again.
      const fields = { accessKey: { op: 'replace', value: 'my-new-access-key' } };
      assert.equal((await mine.page.send('PATCH', paths.fields(mine.id), { fields })).status, 200);
      assert.equal((await handOver(mine.id)).body.fields['accessKey'], 'my-new-access-key');
      assert.equal((await mine.page.connection('warehouse')).status, 'configured');
    }
  });

  it('R29: a key that is out of reach is answered 503 and paints nothing', async () => {
    const { page, id } = await connected('r29');
    await database.db.execute(sql`
      update data_keys set kek_id = 'elsewhere' where customer_id = (select customer_id from connections where id = ${id})`);
    // A server that has not opened the key before.
    const other = await startConnectionServer({ database, config: syncConfig(provider) });
    try {
      const answer = await new Vendor(other).send<Problem>('POST', paths.credentials(id), {});
      assert.deepEqual([answer.status, answer.body.code], [503, 'key_unavailable']);
      assert.equal((await page.connection('erp')).status, 'configured');
    } finally {
      await other.close();
    }
  });

  it('DISCONNECT leaves no secret of the connection behind', async () => {
    const { page, id } = await savedWarehouse('gone', 'a-key-that-must-go');
    await page.send('POST', paths.disconnect(id));
    assert.deepEqual(await rowsOf(database, sql`select input_key from connection_values where connection_id = ${id}`), []);
    const oauth = await connected('gone-oauth');
    await oauth.page.send('POST', paths.disconnect(oauth.id));
    assert.deepEqual(await rowsOf(database, sql`select 1 from credentials where connection_id = ${oauth.id}`), []);
    assert.deepEqual(await rowsOf(database, sql`select result, sealed from revocations where connection_id = ${oauth.id}`), [
      { result: 'revoked', sealed: null },
    ]);
  });

  async function handOverRenewed(id: string): Promise<void> {
    const { body } = await handOver(id);
    assert.equal((await vendor.send('POST', paths.credentials(id), { rejectedVersion: body.version })).status, 200);
  }
});
