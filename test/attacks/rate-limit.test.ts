import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials, type Problem } from '../../server/contract/index.ts';
import { openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { rowsOf } from '../support/rows-of.ts';
import { syncConfig } from '../support/sync-config.ts';
import { expireTokens } from '../support/time-travel.ts';

const tooMany = (headers: Record<string, string> = {}) => behaviours.empty(429, headers);

describe('a provider that says its client asks too often', () => {
  let database: TestDatabase;
  let secondPool: OpenDatabase;
  let provider: AuthorizationServer;
  let tokens: MisbehavingProvider;
  let servers: TestServer[];
  let vendor: Vendor;
  let otherServer: Vendor;

  before(async () => {
    database = await openTestDatabase();
    secondPool = database.url === undefined ? database : openPostgres({ url: database.url });
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    tokens = await startMisbehavingProvider();
    const config = syncConfig(provider, { tokenUrl: `${tokens.url}/token` });
    servers = [
      await startConnectionServer({ database, port, config }),
      await startConnectionServer({ database: secondPool, config }),
    ];
    [vendor, otherServer] = servers.map((server) => new Vendor(server)) as [Vendor, Vendor];
  });
  beforeEach(async () => {
    await database.db.execute(sql`delete from provider_clients`);
    tokens.answerWith(behaviours.tokens());
  });
  after(async () => {
    for (const server of servers) await server.close();
    await tokens.stop();
    await provider.stop();
    if (secondPool !== database) await secondPool.close();
    await database.close();
  });

  async function connected(customer: string): Promise<{ page: Page; id: string }> {
    const page = await vendor.openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(servers[0] as TestServer));
    return { page, id: (await page.connection('erp')).id };
  }
  const handOver = (id: string, by = vendor) => by.send<Credentials & Problem>('POST', paths.credentials(id), {});
  const secondsPaused = async () => {
    const [row] = await rowsOf<{ left: number }>(
      database,
      sql`select extract(epoch from paused_until - clock_timestamp())::double precision as left from provider_clients`,
    );
    return row?.left;
  };
  const endPause = () => database.db.execute(sql`update provider_clients set paused_until = now() - interval '1 second'`);

  it('E07: is asked by no connection of that client, on no server, until it said, and nothing turns red', async () => {
    const [first, second] = [await connected('first'), await connected('second')];
    await expireTokens(database);
    tokens.answerWith(tooMany({ 'retry-after': '17' }));
    assert.equal((await handOver(first.id)).body.code, 'token_unavailable');
    tokens.answerWith(behaviours.tokens({ access_token: 'AT-2' }));
    tokens.requests.length = 0;
    for (const by of [vendor, otherServer]) {
      for (const { id } of [first, second]) assert.equal((await handOver(id, by)).body.code, 'token_unavailable');
    }
    assert.equal(tokens.requests.length, 0);
    for (const { page } of [first, second]) assert.equal((await page.connection('erp')).status, 'configured');

    await endPause();
    for (const { id } of [first, second]) assert.equal((await handOver(id, otherServer)).body.token?.access_token, 'AT-2');
  });

  it('E07: is still asked by other clients, and by whoever signs in', async () => {
    const { id } = await connected('paused');
    await expireTokens(database);
    tokens.answerWith(tooMany());
    await handOver(id);
    tokens.answerWith(behaviours.tokens());
    const { page } = await connected('newcomer');
    assert.equal((await page.connection('erp')).status, 'configured');
    const machine = await page.connection('machine');
    await page.send('PATCH', paths.fields(machine.id), {
      fields: { clientId: { op: 'replace', value: 'machine' }, clientSecret: { op: 'replace', value: provider.client.secret } },
    });
    await page.send('POST', paths.connect(machine.id), { mode: 'direct' });
    await expireTokens(database);
    assert.equal((await handOver(machine.id)).status, 200);
  });

  const waits = [
    ['seconds', () => '17', 17],
    ['a date', () => new Date(Date.now() + 90_000).toUTCString(), 90],
    ['nothing', () => undefined, 15],
    ['a negative number', () => '-1', 15],
    ['ten years', () => '315360000', 3600],
  ] as const;
  for (const [name, say, seconds] of waits) {
    it(`E07: is left alone for about ${seconds} s when its Retry-After says ${name}`, async () => {
      const { id } = await connected('waits');
      await expireTokens(database);
      const value = say();
      tokens.answerWith(tooMany(value === undefined ? {} : { 'retry-after': value }));
      await handOver(id);
      const left = await secondsPaused();
      assert.ok(left !== undefined && left > seconds - 15 && left <= seconds + 2, `${left}`);
    });
  }

  it('E07: paints nothing red, however long it goes on', async () => {
    const { page, id } = await connected('patient');
    await expireTokens(database);
    await database.db.execute(sql`update credentials set failures = 9, failing_since = now() - interval '3 days'`);
    tokens.answerWith(tooMany());
    await handOver(id);
    const { status, warning } = await page.connection('erp');
    assert.deepEqual([status, warning], ['configured', 'rate_limited']);
  });
});
