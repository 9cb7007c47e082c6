import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createClient } from '../../server/client/index.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';

describe('createSession of the client', () => {
  // What a server answers that is a few versions ahead.
  const answer = {
    token: 'ccs_1',
    expiresAt: '2026-11-28T12:00:00.000Z',
    instanceId: 'ins_1',
    snapshot: { permissions: ['read', 'rename'], connections: [{ id: 'con_1', status: 'paused', colour: 'blue' }] },
  };
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(JSON.parse(body));
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ ...answer, more: true }));
    });
  });
  let baseUrl: string;
  before(async () => {
    baseUrl = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('asks for the snapshot and hands it on as it came, also what only a newer tag understands', async () => {
    const client = createClient({ baseUrl, apiKey: 'key' });
    const request = { customer: { id: 'acme' }, user: { id: 'ada' }, integration: 'sync', snapshot: { locale: 'de' } };
    assert.deepEqual(await client.createSession(request), answer);
    assert.deepEqual(asked, [request]);
  });
});
