import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Problem } from '../../server/contract/index.ts';
import { createClient } from '../../server/client/index.ts';
import { Vendor, type Answer, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { syncConfig } from '../support/sync-config.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

/** Few, so that the minute passes slowly: of three, another one comes after 20 seconds. */
const limits = { connects: 3, customerConnects: 6, saves: 5, tests: 3, callbacks: 3 };

/** How an answer refuses, without its words. */
const refusal = ({ status, body }: Answer<Problem>) => [status, body.code];
const tooMany = [429, 'too_many_requests'];

describe('limits of requests', () => {
  let world: SyncWorld;
  let server: TestServer;
  let vendor: Vendor;
  before(async () => {
    world = await startSyncWorld();
    server = await startConnectionServer({
      database: world.database,
      config: syncConfig(world.provider),
      rateLimits: limits,
      trustedProxies: 1,
    });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await world.stop();
  });
  afterEach(() => world.database.db.execute(sql`delete from rate_limits`));

  /** Lets the database's clock of every limit be so much later. */
  const passTime = (seconds: number) =>
    world.database.db.execute(sql`update rate_limits set free_at = free_at - make_interval(secs => ${seconds})`);
  const pageOf = (customer: string, user: string) => vendor.openPage({ customer: { id: customer }, user: { id: user } });
  const begin = async (page: Page) =>
    page.send<Problem>('POST', paths.connect((await page.connection('erp')).id), { mode: 'popup' });
  const times = async (count: number, ask: () => Promise<Answer<Problem>>) => {
    const answers: Answer<Problem>[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await ask());
    return answers;
  };

  it('a user begins as many sign-ins at once as the limit says and not one more; a part of the minute later one more, and not two', async () => {
    const page = await pageOf('acme', 'ada');
    for (const answer of await times(3, () => begin(page))) assert.equal(answer.status, 200);
    const refused = await begin(page);
    assert.deepEqual(refusal(refused), tooMany);
    assert.equal(refused.headers.get('content-type'), 'application/problem+json');
    const seconds = Number(refused.headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds <= 20, `Retry-After: ${seconds}`);
    assert.match(refused.headers.get('access-control-expose-headers') ?? '', /retry-after/);
    assert.match(refused.body.detail, /Wait a minute/);
    await passTime(20);
    assert.equal((await begin(page)).status, 200);
    assert.deepEqual(refusal(await begin(page)), tooMany);
  });

  it('what is refused stores nothing and does not keep anybody out for longer', async () => {
    const page = await pageOf('quiet', 'ada');
    await times(3, () => begin(page));
    const flows = async () => JSON.stringify(await world.database.db.execute(sql`select count(*) from flows`));
    const before = await flows();
    for (const answer of await times(5, () => begin(page))) assert.deepEqual(refusal(answer), tooMany);
    assert.equal(await flows(), before);
    await passTime(20);
    assert.equal((await begin(page)).status, 200);
  });

  it('a storm by all users of one customer is stopped, and stops no other customer', async () => {
    const pages = await Promise.all(Array.from({ length: 4 }, (_, user) => pageOf('storm', `user-${user}`)));
    const answers = (await Promise.all(pages.map((page) => times(3, () => begin(page))))).flat();
    const begun = answers.filter(({ status }) => status === 200).length;
    // One more for each ten seconds that it took.
    assert.ok(begun >= 6 && begun < 9, `${begun} begun`);
    assert.equal((await begin(await pageOf('calm', 'ada'))).status, 200);
  });

  it('two servers count together, however many ask at once', async () => {
    const other = await startConnectionServer({
      database: world.database,
      config: syncConfig(world.provider),
      rateLimits: limits,
    });
    try {
      const page = await pageOf('pair', 'ada');
      const path = paths.fields((await page.connection('warehouse')).id);
      const save = async (url: string) => {
        const headers = { authorization: `Bearer ${page.token}`, 'content-type': 'application/json' };
        return (await fetch(url + path, { method: 'PATCH', headers, body: JSON.stringify({ fields: {} }) })).status;
      };
      const statuses = await Promise.all(Array.from({ length: 8 }, (_, index) => save([server, other][index % 2]?.url ?? '')));
      assert.equal(statuses.filter((status) => status === 429).length, 3);
    } finally {
      await other.close();
    }
  });

  it('a connection is tested so many times a minute, whoever asks; another tenant uses up nothing of it', async () => {
    const page = await pageOf('tested', 'ada');
    const stranger = await pageOf('stranger', 'eve');
    const { id } = await page.connection('warehouse');
    for (const answer of await times(4, () => stranger.send<Problem>('POST', paths.test(id), {})))
      assert.equal(answer.status, 404);
    const ask = (index: number) =>
      (index % 2 === 0 ? page : vendor).send<Problem>(
        'POST',
        index % 2 === 0 ? paths.test(id) : `/v1/connections/${id}/test`,
        {},
      );
    for (let index = 0; index < 3; index += 1) assert.notEqual((await ask(index)).status, 429);
    for (const index of [3, 4]) assert.deepEqual(refusal(await ask(index)), tooMany);
  });

  it('sessions and links are counted for each API key; the client says when to ask again', async () => {
    const strict = await startConnectionServer({
      database: world.database,
      config: syncConfig(world.provider),
      rateLimits: { sessions: 2, connectLinks: 2 },
    });
    try {
      const client = createClient({ baseUrl: strict.url, apiKey: strict.apiKey });
      const whom = { customer: { id: 'acme' }, user: { id: 'ada' }, integration: 'sync' };
      for (const ask of [() => client.createSession(whom), () => client.createConnectLink(whom)]) {
        await ask();
        await ask();
        await assert.rejects(ask, { code: 'too_many_requests', status: 429, retryAfterSeconds: 30 });
      }
    } finally {
      await strict.close();
    }
  });

  it('the vendor’s backend saves one connection so many times a minute, and others meanwhile', async () => {
    const page = await pageOf('saved', 'ada');
    const save = async (configVar: string) =>
      vendor.send<Problem>('PUT', `/v1/connections/${(await page.connection(configVar)).id}/fields`, { fields: {} });
    for (const answer of await times(5, () => save('warehouse'))) assert.notEqual(answer.status, 429);
    assert.deepEqual(refusal(await save('warehouse')), tooMany);
    assert.notEqual((await save('machine')).status, 429);
    assert.notEqual((await page.save('warehouse', {})).status, 429);
  });

  it('handing over is not limited, and costs no statement of it', async () => {
    const page = await pageOf('hot', 'ada');
    const { id } = await page.connection('warehouse');
    await world.database.db.execute(sql`delete from rate_limits`);
    await times(3, () => vendor.send<Problem>('POST', paths.credentials(id), {}));
    assert.match(
      JSON.stringify(await world.database.db.execute(sql`select count(*)::int as counted from rate_limits`)),
      /"counted":0/,
    );
  });

  describe('of callbacks', () => {
    const call = (forwarded: string | undefined, at = server) =>
      fetch(`${at.url}/oauth/callback/erp?state=unknown&code=x`, {
        headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
      });
    const statuses = async (count: number, ask: (index: number) => Promise<Response>) => {
      const seen: number[] = [];
      for (let index = 0; index < count; index += 1) seen.push((await ask(index)).status);
      return seen;
    };

    it('so many a minute from one address, with a page that says to wait; another address goes on', async () => {
      assert.deepEqual(new Set(await statuses(3, () => call('203.0.113.7'))), new Set([403]));
      const refused = await call('203.0.113.7');
      assert.equal(refused.status, 429);
      assert.match(refused.headers.get('retry-after') ?? '', /^(1?\d|20)$/);
      assert.match(await refused.text(), /Wait a minute/);
      assert.equal((await call('203.0.113.8')).status, 403);
    });

    it('an address that a caller makes up changes nothing: what proxies did not add is not believed', async () => {
      const made = await statuses(5, (index) => call(`198.51.100.${index}, 203.0.113.9`));
      assert.deepEqual(made.slice(3), [429, 429]);
      const direct = await startConnectionServer({
        database: world.database,
        config: syncConfig(world.provider),
        rateLimits: limits,
        trustedProxies: 0,
      });
      try {
        const spoofed = await statuses(5, (index) => call(`198.51.100.${index}`, direct));
        assert.deepEqual(spoofed.slice(3), [429, 429]);
      } finally {
        await direct.close();
      }
    });

    it('nobody is counted while it is not said whose address a request has: a proxy would lock out all customers', async () => {
      const unsaid = await startConnectionServer({
        database: world.database,
        config: syncConfig(world.provider),
        rateLimits: limits,
      });
      try {
        assert.deepEqual(new Set(await statuses(6, () => call(undefined, unsaid))), new Set([403]));
      } finally {
        await unsaid.close();
      }
    });

    it('the addresses of one IPv6 subscriber are one; a port and another spelling are no other address', async () => {
      assert.equal((await statuses(4, (index) => call(`2001:db8:0:7::${index + 1}`))).at(-1), 429);
      assert.equal((await call('2001:db8:0:8::1')).status, 403);
      assert.equal((await statuses(3, () => call('192.0.2.1:4711'))).at(-1), 403);
      assert.equal((await call('::ffff:192.0.2.1')).status, 429);
    });
  });
});
