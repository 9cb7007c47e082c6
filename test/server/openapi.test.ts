import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OpenApiDocument } from '../../server/http/openapi/document.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

describe('the description of the HTTP surface', () => {
  let world: SyncWorld;
  let document: OpenApiDocument;
  before(async () => {
    world = await startSyncWorld();
    document = (await (await fetch(`${world.server.url}/openapi.json`)).json()) as OpenApiDocument;
  });
  after(() => world.stop());

  it('has every route of the app, and no other', () => {
    // Middleware is registered for every path below its own; what has a handler is a path without a star.
    const routes = world.server.app.routes
      .filter(({ method, path }) => methods.includes(method) && !path.includes('*'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^/]*\})?/g, '{$1}')}`);
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(described.sort(), [...new Set(routes)].sort());
  });

  it('is made of the schemas that the server checks by', () => {
    const { requestBody } = document.paths['/v1/connections/{id}/credentials']?.['post'] ?? {};
    const { schema } =
      (requestBody as { content: Record<string, { schema: { properties: object } }> }).content['application/json'] ?? {};
    assert.deepEqual(Object.keys(schema?.properties ?? {}), ['minTtlSeconds', 'rejectedVersion']);
    assert.equal(document.servers[0]?.['url'], world.server.url);
    assert.doesNotMatch(JSON.stringify(document), /refresh_token|refreshToken/, 'no answer has a refresh token');
  });

  it('says who may call: the vendor’s key, the tag’s session, or anyone', () => {
    const of = (path: string, method: string) => document.paths[path]?.[method]?.['security'];
    assert.deepEqual(of('/v1/sessions', 'post'), [{ apiKey: [] }]);
    assert.deepEqual(of('/widget/v1/integrations/{integration}', 'get'), [{ session: [] }]);
    assert.deepEqual(of('/healthz', 'get'), []);
  });

  it('is a page under a strict policy, without a script and without anything from elsewhere', async () => {
    const response = await fetch(`${world.server.url}/docs`);
    const page = await response.text();
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none';.*frame-ancestors 'none'/);
    assert.doesNotMatch(page, /<script|src=|https?:\/\/(?!127\.0\.0\.1)/);
    for (const path of Object.keys(document.paths)) assert.ok(page.includes(`<code>${path}</code>`), path);
  });
});
