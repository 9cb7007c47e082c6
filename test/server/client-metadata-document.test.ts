import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Agent, fetch as fetchThrough, type RequestInit as ThroughInit } from 'undici';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { byUrlConfig } from '../support/by-url-config.ts';
import { Vendor, Window } from '../support/callers.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const host = 'connections.test';
const certificate = selfSignedCertificate({ dnsName: host });

/** The public name leads here, and its certificate is trusted; for everybody in this test but the connection server itself. */
const toThisMachine: LookupFunction = (_name, options, callback) =>
  options.all === true ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);
const dispatcher = new Agent({ connect: { ca: certificate.cert, lookup: toThisMachine } });
const fetchByName = ((url: string | URL, init: ThroughInit = {}) =>
  fetchThrough(url, { ...init, dispatcher })) as unknown as typeof fetch;

describe('a client metadata document', () => {
  const systemFetch = globalThis.fetch;
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;
  let company: AuthorizationServer;
  const read: string[] = [];

  before(async () => {
    globalThis.fetch = fetchByName;
    database = await openTestDatabase();
    server = await startConnectionServer({ database, config: byUrlConfig(), host, certificate });
    vendor = new Vendor(server);
    company = await startAuthorizationServer({
      redirectUris: [],
      accessTokenSeconds: 60,
      configure: (base) => ({
        ...base,
        features: { ...base.features, clientIdMetadataDocument: { enabled: true, ack: 'draft-02' } },
        fetch: (url, init) => {
          read.push(url instanceof Request ? url.url : String(url));
          return fetchByName(url, init);
        },
      }),
    });
  });
  after(async () => {
    globalThis.fetch = systemFetch;
    await company.stop();
    await server.close();
    await database.close();
    await dispatcher.close();
  });

  it('is read over https by a server that nobody has registered at, which signs in, renews and revokes', async () => {
    const page = await vendor.openPage({ customer: { id: 'document' } });
    await page.save('company', { serverUrl: company.issuer });
    const flow = await page.connect('company', new Window(server));
    assert.equal(flow.state, 'succeeded', flow.code);
    assert.deepEqual(read, [`https://${host}:${new URL(server.url).port}${paths.oauthClient('company')}`]);
    assert.equal(company.registeredClients.size, 0);

    const { id } = await page.connection('company');
    const first = await vendor.send<Credentials>('POST', paths.credentials(id), {});
    const renewed = await vendor.send<Credentials>('POST', paths.credentials(id), { rejectedVersion: first.body.version });
    assert.notEqual(renewed.body.token?.access_token, first.body.token?.access_token);
    const { body } = await page.send<{ revocation: string }>('POST', paths.disconnect(id));
    assert.equal(body.revocation, 'revoked');
  });
});
