import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { paths, type Problem, type TestResult } from '../../server/contract/index.ts';
import { Vendor, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { syncConfig } from '../support/sync-config.ts';

describe('testing a connection', () => {
  let database: TestDatabase;
  let server: TestServer;
  let page: Page;
  let id: string;
  const keysSeen: unknown[] = [];
  let answer = (response: ServerResponse): void => void response.end('{}');
  const api = createServer((request, response) => {
    keysSeen.push(request.headers['x-access-key']);
    answer(response);
  });

  before(async () => {
    const port = await freePort();
    api.listen(port, '127.0.0.1');
    await once(api, 'listening');
    database = await openTestDatabase();
    const facts = { issuer: 'https://erp.example', client: { id: 'app', secret: 'secret' } };
    server = await startConnectionServer({ database, config: syncConfig(facts, { testUrl: `http://127.0.0.1:${port}/me` }) });
    page = await new Vendor(server).openPage();
    ({ id } = await page.connection('warehouse'));
  });
  after(async () => {
    await server.close();
    await database.close();
    api.closeAllConnections();
    api.close();
    await once(api, 'close');
  });

  const save = (accessKey: string) =>
    page.send('PATCH', paths.fields(id), {
      fields: { host: { op: 'replace', value: 'db' }, accessKey: { op: 'replace', value: accessKey } },
    });
  const test = () => page.send<TestResult & Problem>('POST', paths.test(id), {});
  const answerWith = (status: number, body = 'what the API says') => {
    answer = (response) => void response.writeHead(status).end(body);
  };

  it('asks for values first', async () => {
    assert.equal((await test()).body.code, 'not_configured');
  });

  it('sends the saved values, and is no use: yellow stays yellow', async () => {
    await save('right-key');
    answerWith(200);
    const { body } = await test();
    assert.deepEqual([body.ok, body.providerStatus, body.connection.status], [true, 200, 'configured']);
    assert.equal(keysSeen.at(-1), 'right-key');
    assert.equal(JSON.stringify(body).includes('what the API says'), false, 'T24: the answer itself goes nowhere');
  });

  it('turns red when the values are refused, and yellow again when they are mended', async () => {
    answerWith(401);
    const { body } = await test();
    assert.deepEqual([body.ok, body.code, body.connection.reason], [false, 'test_failed', 'test_failed']);
    answerWith(200);
    assert.equal((await test()).body.connection.status, 'configured');
  });

  it('paints nothing red for an outage', async () => {
    for (const status of [500, 503, 429]) {
      answerWith(status);
      const { body } = await test();
      assert.deepEqual([body.ok, body.code, body.connection.status], [false, 'provider_error', 'configured']);
    }
  });

  it('paints nothing for values that were saved while the test was on its way', async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    answer = (response) => arrived.resolve(response);
    const testing = test();
    const waiting = await arrived.promise;
    await save('another-key');
    waiting.writeHead(401).end();
    assert.equal((await testing).body.ok, false);
    assert.equal((await page.connection('warehouse')).status, 'configured');
  });
});
