import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { paths, type Problem } from '../../server/contract/index.ts';
import { Vendor, type Page } from '../support/callers.ts';
import { pageOrigin, startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { syncConfig } from '../support/sync-config.ts';

describe('requests to the APIs', () => {
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;
  let page: Page;
  let id: string;

  before(async () => {
    database = await openTestDatabase();
    const config = syncConfig({ issuer: 'https://erp.example', client: { id: 'app', secret: 'secret' } });
    server = await startConnectionServer({ database, config });
    vendor = new Vendor(server);
    page = await vendor.openPage();
    ({ id } = await page.connection('warehouse'));
  });
  after(async () => {
    await server.close();
    await database.close();
  });

  async function send(path: string, init: RequestInit): Promise<{ status: number; code: string; headers: Headers }> {
    const response = await fetch(server.url + path, init);
    const text = await response.text();
    const code = text.startsWith('{') ? String((JSON.parse(text) as Partial<Problem>).code ?? '') : '';
    return { status: response.status, code, headers: response.headers };
  }

  it('H01: a session token that is missing, made up, malformed, in a cookie or in the query opens nothing', async () => {
    const path = paths.snapshot('sync');
    const missing = ['', 'Basic YTpi', 'Bearer', 'Bearer ', 'Bearer a b', `Token ${page.token}`];
    const invalid = [
      `ccs_${'A'.repeat(43)}`,
      page.token.slice(0, -1),
      `${page.token}A`,
      page.token.toUpperCase(),
      server.apiKey,
      'eyJhbGciOiJub25lIn0.e30.',
      'x'.repeat(8000),
    ];
    for (const authorization of missing) {
      const { status, code } = await send(path, { headers: { authorization } });
      assert.deepEqual([status, code], [401, 'session_missing'], authorization);
    }
    for (const token of invalid) {
      const { status, code } = await send(path, { headers: { authorization: `Bearer ${token}` } });
      assert.deepEqual([status, code], [401, 'session_invalid'], token.slice(0, 50));
    }
    assert.equal((await send(`${path}?access_token=${page.token}`, {})).status, 401);
    assert.equal(
      (await send(path, { headers: { cookie: `token=${page.token}; authorization=Bearer ${page.token}` } })).status,
      401,
    );
  });

  it('H02: a session token never opens the vendor’s API', async () => {
    const attempts: [string, string][] = [
      ['POST', paths.credentials(id)],
      ['GET', paths.connections],
      ['POST', paths.sessions],
      ['PUT', paths.vendorFields(id)],
    ];
    for (const [method, path] of attempts) {
      const answer = await send(path, {
        method,
        headers: { authorization: `Bearer ${page.token}`, 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { body: '{}' }),
      });
      assert.deepEqual([answer.status, answer.code], [403, 'forbidden'], path);
    }
    for (const token of ['', 'wrong', `${server.apiKey}x`]) {
      assert.equal((await send(paths.connections, { headers: { authorization: `Bearer ${token}` } })).status, 401);
    }
  });

  it('H04: answers pages of listed origins only, without credentials, and refuses all others outright', async () => {
    const authorization = `Bearer ${page.token}`;
    const listed = await send(paths.snapshot('sync'), { headers: { authorization, origin: pageOrigin } });
    assert.equal(listed.headers.get('access-control-allow-origin'), pageOrigin);
    assert.equal(listed.headers.get('access-control-allow-credentials'), null);
    assert.equal(listed.headers.get('vary'), 'Origin');
    const preflight = await send(paths.fields(id), {
      method: 'OPTIONS',
      headers: { origin: pageOrigin, 'access-control-request-method': 'PATCH' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET, POST, PATCH');
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization, content-type');
    assert.equal(preflight.headers.get('access-control-max-age'), '600');
    const foreign = [
      'https://evil.example',
      'null',
      'http://app.vendor.example',
      'https://app.vendor.example:8443',
      'https://app.vendor.example.evil.example',
      'https://evilapp.vendor.example',
      'https://app.vendor.example.',
      'HTTPS://APP.VENDOR.EXAMPLE',
      '*',
    ];
    for (const origin of foreign) {
      for (const init of [{ headers: { authorization, origin } }, { method: 'OPTIONS', headers: { origin } }]) {
        const answer = await send(paths.snapshot('sync'), init);
        assert.equal(answer.headers.get('access-control-allow-origin'), null, origin);
        assert.deepEqual([answer.status, answer.code], [403, 'origin_not_allowed'], origin);
      }
    }
  });

  it('H04: a session for one origin is refused on another listed one', async () => {
    const other = await startConnectionServer({
      database,
      allowedOrigins: [pageOrigin, 'https://admin.vendor.example'],
      config: syncConfig({ issuer: 'https://erp.example', client: { id: 'app', secret: 'secret' } }),
    });
    try {
      const pinned = await new Vendor(other).openPage({ origin: pageOrigin });
      assert.equal((await pinned.send('GET', paths.snapshot('sync'))).status, 200);
      pinned.origin = 'https://admin.vendor.example';
      assert.equal((await pinned.send('GET', paths.snapshot('sync'))).status, 403);
      await assert.rejects(new Vendor(other).openPage({ origin: 'https://evil.example' }), /origin_not_allowed/);
    } finally {
      await other.close();
    }
  });

  it('H05: the vendor’s API refuses every request that a page sent, whatever its key', async () => {
    for (const origin of [pageOrigin, 'https://evil.example', 'null', server.url]) {
      const headers = { authorization: `Bearer ${server.apiKey}`, origin, 'content-type': 'application/json' };
      const answer = await send(paths.credentials(id), { method: 'POST', headers, body: '{}' });
      assert.equal(answer.status, 403, origin);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      assert.equal(
        (await send(paths.credentials(id), { method: 'OPTIONS', headers: { origin } })).headers.get(
          'access-control-allow-origin',
        ),
        null,
      );
    }
  });

  it('H09: refuses ten megabytes, announced or in chunks, and the tag may read why', async () => {
    const headers = { authorization: `Bearer ${page.token}`, origin: pageOrigin, 'content-type': 'application/json' };
    const body = JSON.stringify({ fields: { note: { op: 'replace', value: 'x'.repeat(10_000_000) } } });
    assert.equal(await postInChunks(`${server.url}${paths.connect(id)}`, headers, body), 413);
    const announced = await send(paths.fields(id), { method: 'PATCH', headers, body });
    assert.deepEqual([announced.status, announced.code], [413, 'payload_too_large']);
    assert.equal(announced.headers.get('access-control-allow-origin'), pageOrigin);
  });

  it('H09: takes JSON said to be JSON only', async () => {
    const ask = (contentType: string | undefined, body: string) =>
      send(paths.fields(id), {
        method: 'PATCH',
        headers: { authorization: `Bearer ${page.token}`, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
        body,
      });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonp',
      'text/json',
      '',
    ]) {
      assert.deepEqual((await ask(type, '{"fields":{}}')).code, 'unsupported_media_type', type);
    }
    assert.equal((await ask('Application/JSON; charset=utf-8', '{"fields":{}}')).code, 'validation_failed', 'it was read');
    for (const body of ['', '{', 'null', '[]', '"text"', '{"fields":7}', '['.repeat(10_000)]) {
      const answer = await ask('application/json', body);
      assert.deepEqual([answer.status, answer.code], [400, 'invalid_request'], body.slice(0, 20));
    }
  });

  it('says which methods an address has, and knows no other addresses', async () => {
    const vendorHeaders = { authorization: `Bearer ${server.apiKey}` };
    const answer = await send(paths.sessions, { method: 'DELETE', headers: vendorHeaders });
    assert.deepEqual([answer.status, answer.code, answer.headers.get('allow')], [405, 'method_not_allowed', 'POST']);
    const widget = await send(paths.fields(id), { method: 'PUT', headers: { authorization: `Bearer ${page.token}` } });
    assert.deepEqual([widget.status, widget.headers.get('allow')], [405, 'PATCH']);
    assert.equal((await send('/healthz', { method: 'POST' })).status, 405);
    assert.deepEqual((await send('/v1/no-such', { headers: vendorHeaders })).code, 'not_found');
    assert.deepEqual((await send('/no-such', {})).code, 'not_found');
  });

  it('every answer of the APIs is kept from caches, frames and guessing', async () => {
    for (const path of [paths.snapshot('sync'), paths.connections]) {
      const { headers } = await send(path, {});
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
      assert.match(headers.get('x-request-id') ?? '', /^req_/);
    }
  });
});

/** Sends without a Content-Length, as a client may that does not know how much there will be. */
function postInChunks(url: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', headers: { ...headers, 'transfer-encoding': 'chunked' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    // Once it has answered, the server need not read the rest.
    sending.on('error', (error) => (sending.reusedSocket ? undefined : reject(error)));
    sending.end(body);
  });
}
