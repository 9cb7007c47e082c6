import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ConnectionError, createClient, ForeignHostError, type Client } from '../../server/client/index.ts';
import { connectionFetch } from '../../server/client/connection-fetch.ts';
import { paths, type ApiAccess, type Credentials } from '../../server/contract/index.ts';
import { Window } from '../support/callers.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

/** A server that writes down what it was asked and answers with what the test put there. */
async function startApi() {
  const seen: IncomingMessage[] = [];
  const answers: { status: number; headers?: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    const { status, headers } = answers.shift() ?? { status: 200 };
    response.writeHead(status, headers).end('{}');
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  const stop = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return { url, seen, answers, stop };
}

describe('connection.fetch', () => {
  let own: Awaited<ReturnType<typeof startApi>>;
  let other: Awaited<ReturnType<typeof startApi>>;

  before(async () => {
    own = await startApi();
    other = await startApi();
  });
  after(async () => {
    await own.stop();
    await other.stop();
  });
  beforeEach(() => {
    for (const api of [own, other]) {
      api.seen.length = 0;
      api.answers.length = 0;
    }
  });

  const fetchWith = (api: Partial<ApiAccess> = {}) => {
    const credentials: Credentials = {
      id: 'con_1',
      key: 'erp',
      configVarKey: 'erp',
      fields: {},
      version: 1,
      token: { access_token: 'AT', token_type: 'Bearer' },
      api: { hosts: [own.url], header: 'authorization', scheme: 'Bearer', ...api },
    };
    return connectionFetch(credentials);
  };
  const redirect = (location: string, status = 302) => ({ status, headers: { location } });

  it('sends the token where the provider says it goes', async () => {
    await fetchWith()(`${own.url}/things`, { headers: { accept: 'application/json' } });
    await fetchWith({ header: 'x-shop-token', scheme: '' })(`${own.url}/things`);
    await fetchWith({ scheme: 'Zoho-oauthtoken' })(`${own.url}/things`);
    assert.deepEqual(
      own.seen.map(({ headers }) => [headers.authorization, headers['x-shop-token']]),
      [
        ['Bearer AT', undefined],
        [undefined, 'AT'],
        ['Zoho-oauthtoken AT', undefined],
      ],
    );
    assert.equal(own.seen[0]?.headers.accept, 'application/json');
  });

  it('refuses another host before anything is sent, and says which are allowed', async () => {
    await assert.rejects(fetchWith()(`${other.url}/collect`), (error) => {
      assert.ok(error instanceof ForeignHostError);
      assert.match(error.message, new RegExp(`${other.url}.*may go to: ${own.url}`));
      return true;
    });
    assert.equal(other.seen.length, 0);
  });

  it('takes the end of a host name only after a dot, by https and without a port', async () => {
    const asked: string[] = [];
    const credentials = { id: 'c', key: 'k', configVarKey: 'g', fields: {}, version: 1 };
    const send: typeof fetch = (input) => {
      asked.push((input as Request).url);
      return Promise.resolve(new Response('{}'));
    };
    const api = { hosts: ['.googleapis.com'], header: 'authorization', scheme: 'Bearer' };
    const call = connectionFetch({ ...credentials, token: { access_token: 'AT', token_type: 'Bearer' }, api }, send);
    await call('https://sheets.googleapis.com/v4');
    for (const foreign of [
      'https://evilgoogleapis.com/',
      'http://sheets.googleapis.com/',
      'https://sheets.googleapis.com:8443/',
      'https://sheets.googleapis.com.evil.example/',
      'https://sheets.googleapis.com@evil.example/',
    ]) {
      await assert.rejects(call(foreign), (error) => error instanceof ForeignHostError || error instanceof TypeError, foreign);
    }
    assert.deepEqual(asked, ['https://sheets.googleapis.com/v4']);
  });

  it('follows a redirect within the third party’s hosts, with the token', async () => {
    own.answers.push(redirect('/moved'));
    assert.equal((await fetchWith()(`${own.url}/things`)).status, 200);
    assert.deepEqual(
      own.seen.map(({ url, headers }) => [url, headers.authorization]),
      [
        ['/things', 'Bearer AT'],
        ['/moved', 'Bearer AT'],
      ],
    );
  });

  it('hands back a redirect to another host instead of following it', async () => {
    own.answers.push(redirect(`${other.url}/collect`));
    const response = await fetchWith()(`${own.url}/things`);
    assert.deepEqual([response.status, response.headers.get('location')], [302, `${other.url}/collect`]);
    assert.equal(other.seen.length, 0);
  });

  it('hands back a redirect of a POST, and gives up after 5 redirects', async () => {
    own.answers.push(redirect('/moved', 307));
    assert.equal((await fetchWith()(`${own.url}/things`, { method: 'POST', body: '{}' })).status, 307);
    own.answers.push(...Array.from({ length: 6 }, () => redirect('/again')));
    await assert.rejects(fetchWith()(`${own.url}/things`), TypeError);
    assert.equal(own.seen.length, 1 + 6);
  });

  it('throws a ConnectionError for a 401 and nothing else', async () => {
    own.answers.push({ status: 401 }, { status: 403 });
    await assert.rejects(fetchWith()(own.url), (error) => error instanceof ConnectionError && error.status === 401);
    assert.equal((await fetchWith()(own.url)).status, 403);
  });
});

describe('connection.fetch against a real provider', () => {
  let world: SyncWorld;
  let client: Client;

  before(async () => {
    world = await startSyncWorld();
    client = createClient({ baseUrl: world.server.url, apiKey: world.server.apiKey });
  });
  after(() => world.stop());

  const refOf = (customer: string) => ({ customer, integration: 'sync', configVar: 'erp' });
  const connect = async (customer: string) => {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(world.server));
    return page;
  };
  const whoAmI = (customer: string) =>
    client.use(refOf(customer), async (connection) => {
      const response = await connection.fetch(`${world.provider.issuer}/me`);
      await response.text();
      return response.status;
    });

  it('gets what the token is for, and renews a token that died at the provider: one refresh for 5 uses at once', async () => {
    await connect('five');
    assert.equal(await whoAmI('five'), 200);
    const refreshes = () => world.provider.tokenCalls.filter(({ grantType }) => grantType === 'refresh_token').length;
    const before = refreshes();
    await world.provider.revokeAccessTokens();
    assert.deepEqual(await Promise.all(Array.from({ length: 5 }, () => whoAmI('five'))), [200, 200, 200, 200, 200]);
    assert.equal(refreshes(), before + 1);
  });

  it('asks the connection server once for uses that follow each other, and again after DISCONNECT', async () => {
    const page = await connect('again');
    let asked = 0;
    const counting: typeof fetch = (input, init) => {
      if (typeof input === 'string' && input.endsWith('/credentials')) asked += 1;
      return fetch(input, init);
    };
    client = createClient({ baseUrl: world.server.url, apiKey: world.server.apiKey, fetch: counting });
    assert.deepEqual([await whoAmI('again'), await whoAmI('again'), asked], [200, 200, 1]);
    await page.send('POST', paths.disconnect((await page.connection('erp')).id));
    await assert.rejects(whoAmI('again'), { code: 'not_configured' });
    assert.equal((await page.connection('erp')).status, 'not_configured');
  });
});
