import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ConnectionError,
  ConnectionServerError,
  createClient,
  type Client,
  type ClientOptions,
} from '../../server/client/index.ts';
import { paths } from '../../server/contract/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { syncConfig } from '../support/sync-config.ts';

describe('using a connection from integration code', () => {
  let database: TestDatabase;
  let provider: AuthorizationServer;
  let server: TestServer;
  let vendor: Vendor;
  let client: Client;

  before(async () => {
    database = await openTestDatabase();
    const port = await freePort();
    provider = await startAuthorizationServer({ redirectUris: [`http://127.0.0.1:${port}${paths.oauthCallback('erp')}`] });
    server = await startConnectionServer({ database, port, config: syncConfig(provider) });
    vendor = new Vendor(server);
    client = clientOf();
  });
  after(async () => {
    await server.close();
    await provider.stop();
    await database.close();
  });

  const clientOf = (options: Partial<ClientOptions> = {}) =>
    createClient({ baseUrl: `${server.url}/`, apiKey: server.apiKey, ...options });
  const refOf = (customer: string) => ({ customer, integration: 'sync', configVar: 'erp' });
  async function connected(customer: string): Promise<Page> {
    const page = await vendor.openPage({ customer: { id: customer } });
    await page.connect('erp', new Window(server));
    return page;
  }

  it('turns yellow to green on success, red on a ConnectionError, and green again', async () => {
    const page = await connected('colours');
    assert.equal((await page.connection('erp')).status, 'configured');
    const result = await client.use(refOf('colours'), ({ token }) => Promise.resolve(token?.token_type));
    assert.equal(result?.toLowerCase(), 'bearer');
    const used = await page.connection('erp');
    assert.equal(used.status, 'active');
    assert.ok(used.lastUsedAt);

    const failure = new ConnectionError('The ERP said no.', { status: 403 });
    await assert.rejects(
      client.use(refOf('colours'), () => Promise.reject(failure)),
      (error) => error === failure,
    );
    const red = await page.connection('erp');
    assert.deepEqual([red.status, red.reason], ['error', 'use_failed']);
    await client.use(refOf('colours'), () => Promise.resolve());
    assert.equal((await page.connection('erp')).status, 'active');
  });

  it('after a 401 renews the token once, runs the work again and reports what came of that', async () => {
    const page = await connected('renews');
    const before = provider.tokenCalls.length;
    const seen: (string | undefined)[] = [];
    await client.use(refOf('renews'), ({ token }) => {
      seen.push(token?.access_token);
      return seen.length === 1 ? Promise.reject(new ConnectionError('Expired.', { status: 401 })) : Promise.resolve();
    });
    assert.equal(new Set(seen).size, 2);
    assert.equal(provider.tokenCalls.length, before + 1);
    assert.equal((await page.connection('erp')).status, 'active');
  });

  it('turns red with reauth_required when the new token is refused too', async () => {
    const page = await connected('refused');
    let runs = 0;
    const refuse = (): Promise<never> => {
      runs += 1;
      return Promise.reject(new ConnectionError('No.', { status: 401 }));
    };
    await assert.rejects(client.use(refOf('refused'), refuse), ConnectionError);
    assert.equal(runs, 2);
    assert.equal((await page.connection('erp')).reason, 'reauth_required');
  });

  it('paints nothing when a 401 meets a provider that is down: nobody knows yet whether the grant is dead', async () => {
    const page = await connected('outage');
    provider.isDown = true;
    try {
      const refuse = () => Promise.reject(new ConnectionError('No.', { status: 401 }));
      await assert.rejects(client.use(refOf('outage'), refuse), ConnectionError);
    } finally {
      provider.isDown = false;
    }
    assert.equal((await page.connection('erp')).status, 'configured');
  });

  it('passes every other error through and reports nothing', async () => {
    const page = await connected('bug');
    const bug = new TypeError('a bug of the integration');
    await assert.rejects(
      client.use(refOf('bug'), () => Promise.reject(bug)),
      (error) => error === bug,
    );
    assert.equal((await page.connection('erp')).status, 'configured');
  });

  it('gives back the result of work that was done even when the report cannot be delivered', async () => {
    await connected('report');
    const failsReports: typeof fetch = (input, init) =>
      String(input).endsWith('/usage') ? Promise.reject(new TypeError('network')) : fetch(input, init);
    assert.equal(await clientOf({ fetch: failsReports }).use(refOf('report'), () => Promise.resolve('done')), 'done');
  });

  it('says by code why there is no connection to use', async () => {
    const codeOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'none',
        (error: unknown) => (error instanceof ConnectionServerError ? error.code : String(error)),
      );
    assert.equal(await codeOf(client.connection(refOf('nobody'))), 'not_configured');
    await vendor.openPage({ customer: { id: 'unconnected' } });
    assert.equal(await codeOf(client.connection(refOf('unconnected'))), 'not_configured');
    assert.equal(await codeOf(client.connection({ id: 'con_unknown' })), 'not_found');
    assert.equal(await codeOf(clientOf({ apiKey: 'wrong' }).connection(refOf('colours'))), 'unauthorized');
    assert.equal(await codeOf(clientOf({ baseUrl: 'http://127.0.0.1:1' }).connection(refOf('colours'))), 'unreachable');
  });
});
