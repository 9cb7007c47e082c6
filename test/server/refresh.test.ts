import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import {
  paths,
  type Connection,
  type Credentials,
  type Disconnected,
  type LogPage,
  type Problem,
} from '../../server/contract/index.ts';
import { openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { signIn } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';
import { syncConfig } from '../support/sync-config.ts';
import { endLeases, expireTokens, makeRefreshDue } from '../support/time-travel.ts';

describe('renewing tokens', () => {
  let database: TestDatabase;
  let secondPool: OpenDatabase;
  let provider: AuthorizationServer;
  let servers: [TestServer, TestServer];
  let vendors: [Vendor, Vendor];

  before(async () => {
    database = await openTestDatabase();
    secondPool = database.url === undefined ? database : openPostgres({ url: database.url });
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    const config = syncConfig(provider);
    servers = [
      await startConnectionServer({ database, port, config }),
      await startConnectionServer({ database: secondPool, config }),
    ];
    vendors = [new Vendor(servers[0]), new Vendor(servers[1])];
  });
  after(async () => {
    for (const server of servers) await server.close();
    await provider.stop();
    if (secondPool !== database) await secondPool.close();
    await database.close();
  });

  const refreshCalls = () => provider.tokenCalls.filter(({ grantType }) => grantType === 'refresh_token').length;
  const handOver = (id: string, body = {}, vendor = vendors[0]) =>
    vendor.send<Credentials & Problem>('POST', paths.credentials(id), body);

  async function connected(customer: string): Promise<{ page: Page; id: string; first: Credentials }> {
    const page = await vendors[0].openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(servers[0]));
    const { id } = await page.connection('erp');
    return { page, id, first: (await handOver(id)).body };
  }
  const codesOf = async (page: Page, id: string) =>
    (await page.send<LogPage>('GET', paths.logs(id))).body.entries.map(({ code }) => code);

  it('H10: 50 callers of two servers at one expiry make one call to the provider, and all get its token', async () => {
    const { id, first } = await connected('h10');
    for (const round of [1, 2]) {
      await expireTokens(database);
      const before = refreshCalls();
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => handOver(id, {}, vendors[index % 2])));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      const tokens = new Set(answers.map(({ body }) => body.token?.access_token));
      assert.equal(tokens.size, 1, `round ${round}`);
      assert.equal(tokens.has(first.token?.access_token), false);
      assert.equal(refreshCalls(), before + 1);
    }
  });

  it('hands over a stored token without a call while it lives long enough', async () => {
    const { id, first } = await connected('fresh');
    const before = refreshCalls();
    assert.deepEqual((await handOver(id, { minTtlSeconds: 3000 })).body, first);
    assert.equal(refreshCalls(), before);
    assert.notEqual((await handOver(id, { minTtlSeconds: 3601 })).status, 500);
    assert.equal(refreshCalls(), before, 'asked for longer than tokens live, it gives what there is');
  });

  it('H11: a refused version asks for one renewal, an older one for none', async () => {
    const { id, first } = await connected('h11');
    const before = refreshCalls();
    const renewed = await handOver(id, { rejectedVersion: first.version });
    assert.ok(renewed.body.version > first.version);
    assert.notEqual(renewed.body.token?.access_token, first.token?.access_token);
    const late = await Promise.all([1, 2, 3].map(() => handOver(id, { rejectedVersion: first.version })));
    assert.ok(late.every(({ body }) => body.version === renewed.body.version));
    assert.equal(refreshCalls(), before + 1);
  });

  it('H11: a version of an earlier grant asks for none and paints nothing', async () => {
    const { page, id, first } = await connected('h11-grant');
    await page.send('POST', paths.disconnect(id));
    await page.connect('erp', new Window(servers[0]));
    const before = refreshCalls();
    const now = await handOver(id, { rejectedVersion: first.version });
    assert.ok(now.body.version > first.version);
    assert.equal(refreshCalls(), before);
    await vendors[0].send('POST', paths.usage(id), { outcome: 'failed', status: 401, version: first.version });
    assert.equal((await page.connection('erp')).status, 'configured');
  });

  it('E01: a grant that the provider has ended turns red with one log line, and is not asked for again', async () => {
    const { page, id } = await connected('e01');
    await provider.revokeEverything();
    await expireTokens(database);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => handOver(id, {}, vendors[index % 2])));
    assert.deepEqual(new Set(answers.map(({ body }) => body.code)), new Set(['reauth_required']));
    const { status, reason } = await page.connection('erp');
    assert.deepEqual([status, reason], ['error', 'reauth_required']);
    const calls = refreshCalls();
    assert.equal((await handOver(id)).body.code, 'reauth_required');
    assert.equal(refreshCalls(), calls);
    assert.equal((await codesOf(page, id)).filter((code) => code === 'reauth_required').length, 1);
    // A use that ended only now, with the dead token, does not paint it green.
    await vendors[0].send('POST', paths.usage(id), { outcome: 'used' });
    assert.equal((await page.connection('erp')).status, 'error');
    assert.equal((await page.connect('erp', new Window(servers[0]))).connection?.status, 'configured');
    assert.equal((await handOver(id)).status, 200);
  });

  it('E06: a provider that is down paints nothing red: a warning, and the token that still lives', async () => {
    const { page, id, first } = await connected('e06');
    provider.isDown = true;
    try {
      const kept = await handOver(id, { minTtlSeconds: 3600 });
      assert.equal(kept.body.token?.access_token, first.token?.access_token);
      await makeHalfSpent(database);
      const near = await handOver(id, { minTtlSeconds: 3600 });
      assert.equal(near.body.token?.access_token, first.token?.access_token);
      const warned = await page.connection('erp');
      assert.deepEqual([warned.status, warned.warning], ['configured', 'provider_error']);
      await expireTokens(database);
      assert.equal((await handOver(id)).body.code, 'token_unavailable');
      assert.equal((await page.connection('erp')).status, 'configured');
    } finally {
      provider.isDown = false;
    }
    assert.equal((await handOver(id)).status, 200);
    assert.equal((await page.connection('erp')).warning, undefined);
    assert.deepEqual(
      (await codesOf(page, id)).slice(0, 2),
      ['recovered', 'refresh_delayed'],
      'one line when it begins, one when it ends',
    );
  });

  it('R13 G07: DISCONNECT during a renewal leaves nothing stored, and what the renewal brings is revoked', async () => {
    const { page, id } = await connected('g07');
    await expireTokens(database);
    const held = provider.holdTokens();
    const asking = handOver(id);
    await held.arrived;
    const { body } = await page.send<Disconnected>('POST', paths.disconnect(id));
    assert.equal(body.connection.status, 'not_configured');
    held.release();
    assert.equal((await asking).body.code, 'not_configured');
    assert.equal(await countRows(database, 'credentials', id), 0);
    assert.equal(await countRows(database, 'revocations', id), 2, 'the old pair, and the one that came too late');
    assert.equal((await page.connection('erp')).connected, false);
  });

  it('R14: a new sign-in during a renewal stays, and the late pair does not replace it', async () => {
    const { page, id } = await connected('r14');
    await expireTokens(database);
    const held = provider.holdTokens();
    const asking = handOver(id);
    await held.arrived;
    const flow = await page.beginFlow('erp');
    const window = new Window(servers[0]);
    const callback = await signIn(await window.start(flow), {
      login: 'ada',
      redirectPrefix: `${servers[0].url}/oauth/callback/`,
    });
    const landing = window.open(callback);
    held.release();
    await Promise.all([asking, landing]);
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
    assert.equal(await countRows(database, 'credentials', id), 1);
    assert.equal((await handOver(id)).status, 200);
  });

  it('turns red when a token that cannot be renewed is refused or has ended', async () => {
    const { page, id, first } = await connected('final');
    await database.db.execute(sql`update credentials set refreshable = false where connection_id = ${id}`);
    // Sealed with a refresh token, so ask the provider to have forgotten it.
    await provider.revokeEverything();
    assert.equal((await handOver(id, { rejectedVersion: first.version })).body.code, 'reauth_required');
    assert.equal((await page.connection('erp')).reason, 'reauth_required');
  });

  it('does not ask over and over when a provider’s tokens live shorter than the caller wants', async () => {
    const { id } = await connected('short');
    const before = refreshCalls();
    const answer = await handOver(id, { minTtlSeconds: 86_400 });
    assert.equal(answer.status, 200);
    await makeHalfSpent(database);
    assert.equal((await handOver(id, { minTtlSeconds: 86_400 })).status, 200);
    assert.equal(refreshCalls(), before + 1, 'once, after half of its life');
  });

  it('the background renews what is due, on one of two servers only', async () => {
    const { id, first } = await connected('worker');
    await makeRefreshDue(database);
    const before = refreshCalls();
    for (const server of servers) server.start();
    await eventually('a newer version', async () => (await handOver(id)).body.version > first.version);
    await eventually('nothing is due any more', async () => (await countDue(database)) === 0);
    const stored = await countRows(database, 'credentials');
    assert.ok(refreshCalls() - before <= stored, 'no credential was renewed twice');
  });
});

describe('renewing tokens at a provider that keeps its refresh tokens', () => {
  it('D15: keeps the old refresh token when the answer brings none', async () => {
    const database = await openTestDatabase();
    const port = await freePort();
    const redirectUris = [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`];
    const provider = await startAuthorizationServer({ redirectUris, keepsRefreshToken: true });
    const server = await startConnectionServer({ database, port, config: syncConfig(provider) });
    try {
      const vendor = new Vendor(server);
      const page = await vendor.openPage();
      await page.connect('erp', new Window(server));
      const { id }: Connection = await page.connection('erp');
      const tokens = new Set<string | undefined>();
      for (let round = 0; round < 3; round += 1) {
        await expireTokens(database);
        const { status, body } = await vendor.send<Credentials>('POST', paths.credentials(id), {});
        assert.equal(status, 200, `round ${round}`);
        tokens.add(body.token?.access_token);
      }
      assert.equal(tokens.size, 3);
    } finally {
      await endLeases(database);
      await server.close();
      await provider.stop();
      await database.close();
    }
  });
});

async function makeHalfSpent({ db }: OpenDatabase): Promise<void> {
  await db.execute(sql`
    update credentials set last_refreshed_at = last_refreshed_at - interval '45 minutes', expires_at = expires_at - interval '45 minutes'`);
}

async function countRows(database: OpenDatabase, table: 'credentials' | 'revocations', connectionId?: string): Promise<number> {
  const where = connectionId === undefined ? sql`` : sql`where connection_id = ${connectionId}`;
  return (await rowsOf(database, sql`select 1 from ${sql.identifier(table)} ${where}`)).length;
}

async function countDue(database: OpenDatabase): Promise<number> {
  return (await rowsOf(database, sql`select 1 from credentials where refresh_due_at <= now()`)).length;
}
