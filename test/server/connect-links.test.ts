import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type ConnectLinkAnswer, type ConnectLinkRequest, type OpenedLink } from '../../server/contract/index.ts';
import { Page, Vendor, type Answer } from '../support/callers.ts';
import { pageOrigin, startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { syncConfig } from '../support/sync-config.ts';

const order: ConnectLinkRequest = { customer: { id: 'acme' }, user: { id: 'ada' }, integration: 'sync', configVar: 'erp' };

/** A browser that keeps the cookie of the hosted page. */
class Browser {
  readonly #server: TestServer;
  cookie = '';

  constructor(server: TestServer) {
    this.#server = server;
  }

  async open(secret: string, origin = this.#server.url): Promise<Answer<OpenedLink & { code?: string }>> {
    const response = await fetch(this.#server.url + paths.connectOpen, {
      method: 'POST',
      headers: { origin, cookie: this.cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ secret }),
    });
    this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
    return { status: response.status, headers: response.headers, body: (await response.json()) as OpenedLink };
  }
}

describe('a link to the hosted page', () => {
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;
  before(async () => {
    database = await openTestDatabase();
    const config = syncConfig({ issuer: 'https://erp.example', client: { id: 'id', secret: 'secret' } });
    server = await startConnectionServer({ database, config });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await database.close();
  });

  const make = (request: Partial<ConnectLinkRequest> = {}) =>
    vendor.send<ConnectLinkAnswer & { code?: string }>('POST', paths.connectLinks, { ...order, ...request });
  const secretOf = ({ body }: Answer<ConnectLinkAnswer>): string => new URL(body.url).hash.slice('#link='.length);

  it('has its secret in the fragment only, and gives a session for what the backend named', async () => {
    const made = await make({ returnUrl: `${pageOrigin}/settings` });
    assert.equal(made.status, 201);
    const url = new URL(made.body.url);
    assert.equal(url.origin + url.pathname + url.search, server.url + paths.connectPage);
    const lifetime = Date.parse(made.body.expiresAt) - Date.now();
    assert.ok(Math.abs(lifetime - 7 * 86_400_000) < 60_000);

    const opened = await new Browser(server).open(secretOf(made));
    assert.equal(opened.status, 200);
    assert.deepEqual(
      { ...opened.body, token: '' },
      { token: '', integration: 'sync', configVar: 'erp', returnUrl: `${pageOrigin}/settings` },
    );
    const page = new Page(server, opened.body.token, 'sync');
    assert.equal((await page.send('GET', paths.snapshot('sync'))).status, 403, 'only the hosted page may use it');
    page.origin = server.url;
    assert.equal((await page.connection('erp')).configVar, 'erp');
    assert.ok(!server.logged().includes(secretOf(made)));
  });

  it('is spent by nobody who only asks for the page, as scanners of mail do', async () => {
    const made = await make();
    const address = server.url + paths.connectPage;
    for (const method of ['GET', 'HEAD']) assert.equal((await fetch(address, { method })).status, 200);
    assert.equal((await new Browser(server).open(secretOf(made))).status, 200);
  });

  it('belongs to the browser that opened it first, which may open it again', async () => {
    const secret = secretOf(await make());
    const [first, other] = [new Browser(server), new Browser(server)];
    const { headers } = await first.open(secret);
    assert.match(headers.getSetCookie()[0] ?? '', /^__Host-connection-config-link=ccb_.+; HttpOnly; Secure; SameSite=Strict$/);
    const refused = await other.open(secret);
    assert.deepEqual([refused.status, refused.body.code, refused.body.token], [409, 'link_used', undefined]);
    assert.equal((await first.open(secret)).status, 200);
  });

  it('goes to one of two browsers that open it at once', async () => {
    const secret = secretOf(await make());
    const answers = await Promise.all([new Browser(server).open(secret), new Browser(server).open(secret)]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409]);
  });

  it('ends when it was said to, also for the browser that has it', async () => {
    const secret = secretOf(await make({ expiresInSeconds: 300 }));
    const browser = new Browser(server);
    assert.equal((await browser.open(secret)).status, 200);
    await database.db.execute(sql`update connect_links set expires_at = clock_timestamp()`);
    const late = await browser.open(secret);
    assert.deepEqual([late.status, late.body.code], [410, 'link_expired']);
  });

  it('cannot be guessed, nor opened by a page of another site', async () => {
    const secret = secretOf(await make());
    assert.equal((await new Browser(server).open(`ccl_${'A'.repeat(43)}`)).status, 404);
    const forged = await new Browser(server).open(secret, pageOrigin);
    assert.deepEqual([forged.status, forged.body.code], [403, 'origin_not_allowed']);
  });

  it('is not made for what does not exist or leads elsewhere', async () => {
    const wrong: readonly (readonly [Partial<ConnectLinkRequest>, string])[] = [
      [{ integration: 'nothing' }, 'unknown_integration'],
      [{ configVar: 'nothing' }, 'unknown_config_var'],
      [{ returnUrl: 'https://evil.example/' }, 'origin_not_allowed'],
      [{ returnUrl: 'javascript:alert(1)' }, 'origin_not_allowed'],
      [{ expiresInSeconds: 31 * 86_400 }, 'invalid_request'],
    ];
    for (const [request, code] of wrong) assert.equal((await make(request)).body.code, code);
  });

  it('leads to a page that may load, send and be framed nowhere else, and tells nobody where it was', async () => {
    const { headers } = await fetch(server.url + paths.connectPage);
    const policy = headers.get('content-security-policy') ?? '';
    for (const directive of [
      "default-src 'none'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
      assert.ok(policy.includes(directive), directive);
    assert.match(policy, /script-src 'nonce-[^']+';/);
    assert.match(policy, /require-trusted-types-for 'script'; trusted-types lit-html$/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
  });
});
