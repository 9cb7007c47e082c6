import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { paths, type Disconnected, type LogPage } from '../../server/contract/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { byUrlConfig } from '../support/by-url-config.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  behaviours,
  startMisbehavingProvider,
  type Behaviour,
  type MisbehavingProvider,
} from '../support/misbehaving-provider.ts';
import { ageDiscoveries } from '../support/time-travel.ts';

const serverMetadata = '/.well-known/oauth-authorization-server';
const openidMetadata = '/.well-known/openid-configuration';
const resourceMetadata = '/.well-known/oauth-protected-resource';

describe('a hostile server by its URL', () => {
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;
  let hostile: MisbehavingProvider;
  let other: MisbehavingProvider;
  let honest: AuthorizationServer;
  let customers = 0;

  before(async () => {
    database = await openTestDatabase();
    server = await startConnectionServer({ database, config: byUrlConfig() });
    vendor = new Vendor(server);
    honest = await startAuthorizationServer({ redirectUris: [], registersClients: true });
  });
  after(async () => {
    await honest.stop();
    await server.close();
    await database.close();
  });
  before(async () => {
    [hostile, other] = await Promise.all([startMisbehavingProvider(), startMisbehavingProvider()]);
  });
  after(() => Promise.all([hostile.stop(), other.stop()]));
  afterEach(() => {
    hostile.requests.length = 0;
    other.requests.length = 0;
  });

  /** A customer of their own who has pasted the address. */
  const paste = async (serverUrl: string, configVar: 'mcp' | 'company' = 'company'): Promise<Page> => {
    const page = await vendor.openPage({ customer: { id: `customer-${++customers}` } });
    const saved = await page.save(configVar, { serverUrl });
    assert.equal(saved.status, 200, JSON.stringify(saved.body));
    return page;
  };
  /** What CONNECT is answered. */
  const press = async (page: Page, configVar: 'mcp' | 'company' = 'company'): Promise<string> => {
    const { id } = await page.connection(configVar);
    const { body } = await page.send<{ code?: string; kind?: string }>('POST', paths.connect(id), { mode: 'popup' });
    return body.code ?? body.kind ?? '';
  };
  /** Metadata of an ordinary server at `hostile`, with members changed. */
  const metadata = (members: Readonly<Record<string, unknown>> = {}) => ({
    issuer: hostile.url,
    authorization_endpoint: `${hostile.url}/authorize`,
    token_endpoint: `${hostile.url}/token`,
    registration_endpoint: `${hostile.url}/register`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    ...members,
  });
  const answering = (document: unknown): Behaviour => behaviours.at({ [serverMetadata]: behaviours.json(document) });
  const registrations = () => [...hostile.requests, ...other.requests].filter(({ path }) => path.startsWith('/register'));

  it('B11: is refused when its metadata names another issuer, however alike', async () => {
    const page = await paste(hostile.url);
    const { port } = new URL(hostile.url);
    for (const issuer of [honest.issuer, `${hostile.url}/tenant`, `http://localhost:${port}`, `https://127.0.0.1:${port}`]) {
      hostile.answerWith(answering(metadata({ issuer })));
      assert.equal(await press(page), 'issuer_mismatch', issuer);
    }
    assert.equal(registrations().length, 0);
    hostile.answerWith(
      behaviours.at({ [serverMetadata]: behaviours.json(metadata()), '/register': behaviours.json({ client_id: 'us' }, 201) }),
    );
    assert.equal(await press(page), 'flow', 'with its own name it is taken');
  });

  it('B11: is refused when a resource says that somebody else authorizes for it, who says otherwise', async () => {
    other.answerWith(answering({ ...metadata(), issuer: honest.issuer }));
    hostile.answerWith(
      behaviours.at({
        [`${resourceMetadata}/mcp`]: behaviours.json({ resource: `${hostile.url}/mcp`, authorization_servers: [other.url] }),
      }),
    );
    assert.equal(await press(await paste(`${hostile.url}/mcp`, 'mcp'), 'mcp'), 'issuer_mismatch');
  });

  it('B11: cannot have tokens issued for another resource than the one that was pasted (RFC 9728 section 3.3)', async () => {
    const document = behaviours.json({ resource: `${other.url}/mcp`, authorization_servers: [honest.issuer] });
    const challenge = { 'www-authenticate': `Bearer resource_metadata="${hostile.url}/where-it-likes"` };
    hostile.answerWith(
      behaviours.at({
        '/mcp': behaviours.empty(401, challenge),
        '/where-it-likes': document,
        [`${resourceMetadata}/mcp`]: document,
      }),
    );
    const before = honest.registeredClients.size;
    assert.equal(await press(await paste(`${hostile.url}/mcp`, 'mcp'), 'mcp'), 'resource_mismatch');
    assert.equal(honest.registeredClients.size, before);
  });

  it('B12: that moves its token endpoint to another host is refused, with an alarm, until somebody disconnects', async () => {
    const atHonest = {
      issuer: hostile.url,
      authorization_endpoint: `${honest.issuer}/auth`,
      token_endpoint: `${honest.issuer}/token`,
      registration_endpoint: `${honest.issuer}/reg`,
    };
    hostile.answerWith(answering(metadata(atHonest)));
    const page = await paste(hostile.url);
    const flow = await page.connect('company', new Window(server));
    assert.equal(flow.state, 'succeeded', flow.code);

    hostile.answerWith(answering(metadata({ ...atHonest, token_endpoint: `${other.url}/token` })));
    assert.equal(await press(page), 'flow', 'what is known is used for a day');
    await ageDiscoveries(database);
    assert.equal(await press(page), 'server_changed');
    assert.equal(await press(page), 'server_changed', 'and again');
    assert.equal(other.requests.length, 0);
    const connection = await page.connection('company');
    assert.equal(connection.connected, true, 'the earlier sign-in is good');
    const { body } = await page.send<LogPage>('GET', paths.logs(connection.id));
    assert.equal(body.entries[0]?.code, 'server_changed');
    const alarms = server
      .logged()
      .split('\n')
      .filter((line) => line.includes('"code":"server_changed"'));
    assert.ok(alarms.some((line) => line.includes('"level":"error"') && line.includes(new URL(other.url).host)));
    const renewed = await vendor.send('POST', paths.credentials(connection.id), { minTtlSeconds: 4000 });
    assert.equal(renewed.status, 200);
    assert.equal(other.requests.length, 0, 'a renewal goes where it always went');

    const ended = await page.send<Disconnected>('POST', paths.disconnect(connection.id));
    assert.equal(ended.status, 200);
    assert.equal(await press(page), 'flow');
  });

  it('T05: at a private address is never called, nor one that a server sends us to', async () => {
    for (const serverUrl of [
      'https://10.0.0.1/mcp',
      'https://169.254.169.254/latest',
      'https://[::ffff:10.0.0.1]/',
      'https://[fd00::1]/mcp',
      'https://100.64.0.1/',
      'https://0x0a000001/',
    ]) {
      assert.equal(await press(await paste(serverUrl, 'mcp'), 'mcp'), 'egress_refused', serverUrl);
    }
    const strict = await startConnectionServer({ database, config: byUrlConfig(), privateCidrs: [] });
    const page = await new Vendor(strict).openPage({ customer: { id: 'strict' } });
    await page.save('mcp', { serverUrl: `${hostile.url}/mcp` });
    assert.equal(await press(page, 'mcp'), 'egress_refused');
    await strict.close();
    assert.equal(hostile.requests.length, 0);
  });

  it('T05: cannot name endpoints where this server or a browser must not go', async () => {
    const page = await paste(hostile.url);
    for (const address of [
      'https://10.0.0.1/token',
      'https://169.254.169.254/',
      'http://93.184.216.34/token',
      'https://user:secret@93.184.216.34/token',
      `${hostile.url}/{{#clientSecret}}`,
      'javascript:alert(1)',
      'file:///etc/passwd',
    ]) {
      for (const member of ['authorization_endpoint', 'token_endpoint', 'registration_endpoint', 'revocation_endpoint']) {
        hostile.answerWith(answering(metadata({ [member]: address })));
        assert.equal(await press(page), 'egress_refused', `${member}: ${address}`);
      }
    }
    assert.equal(registrations().length, 0);
  });

  it('T05: cannot point to metadata at a private address', async () => {
    const challenge = { 'www-authenticate': 'Bearer resource_metadata="https://10.0.0.1/metadata"' };
    hostile.answerWith(behaviours.empty(401, challenge));
    assert.equal(await press(await paste(`${hostile.url}/mcp`, 'mcp'), 'mcp'), 'egress_refused');
    const resource = { resource: `${hostile.url}/mcp`, authorization_servers: ['https://10.0.0.1'] };
    hostile.answerWith(behaviours.at({ [`${resourceMetadata}/mcp`]: behaviours.json(resource) }));
    assert.equal(await press(await paste(`${hostile.url}/mcp`, 'mcp'), 'mcp'), 'egress_refused');
  });

  it('D01: cannot redirect discovery or registration elsewhere', async () => {
    const page = await paste(hostile.url);
    for (const status of [301, 302, 307, 308]) {
      hostile.answerWith(behaviours.redirects(status, `${other.url}${serverMetadata}`));
      assert.equal(await press(page), 'discovery_failed');
      const elsewhere = behaviours.redirects(status, `${other.url}/register`);
      hostile.answerWith(behaviours.at({ [serverMetadata]: behaviours.json(metadata()), '/register': elsewhere }));
      assert.equal(await press(page), 'provider_protocol_error');
    }
    assert.equal(other.requests.length, 0);
  });

  it('F09: with 200 MB of metadata is cut off', async () => {
    for (const path of [serverMetadata, openidMetadata]) {
      hostile.answerWith(behaviours.at({ [path]: behaviours.floods(200 << 20) }));
      assert.equal(await press(await paste(hostile.url)), 'provider_protocol_error', path);
    }
    hostile.answerWith(behaviours.floods(200 << 20));
    assert.equal(await press(await paste(`${hostile.url}/mcp`, 'mcp'), 'mcp'), 'provider_protocol_error');
  });

  it('that offers no safe sign-in, or nothing that can be read, is refused with a reason', async () => {
    const page = await paste(hostile.url);
    for (const [members, code] of [
      [{ code_challenge_methods_supported: ['plain'] }, 'server_unsupported'],
      [{ response_types_supported: ['token'] }, 'server_unsupported'],
      [{ grant_types_supported: ['client_credentials'] }, 'server_unsupported'],
      [{ token_endpoint: undefined }, 'server_unsupported'],
      [{ token_endpoint: 42 }, 'server_unsupported'],
      [{ registration_endpoint: undefined }, 'registration_unsupported'],
      [{ issuer: 42 }, 'discovery_failed'],
      [{ issuer: 'no address' }, 'discovery_failed'],
    ] as const) {
      hostile.answerWith(answering(metadata(members)));
      assert.equal(await press(page), code, JSON.stringify(members));
    }
    for (const body of ['', 'null', '[]', '"text"', '<html>', '{"issuer":']) {
      hostile.answerWith(behaviours.at({ [serverMetadata]: behaviours.raw(body) }));
      assert.equal(await press(page), 'discovery_failed', body);
    }
    for (const [answer, code] of [
      [behaviours.json({ error: 'invalid_client_metadata' }, 400), 'registration_refused'],
      [behaviours.json({ error: 'access_denied' }, 403), 'registration_refused'],
      [behaviours.empty(401), 'registration_refused'],
      [behaviours.empty(429), 'rate_limited'],
      [behaviours.empty(503), 'provider_error'],
      [behaviours.json({ client_id: 42 }, 201), 'provider_protocol_error'],
      [behaviours.json({}, 201), 'provider_protocol_error'],
    ] as const) {
      hostile.answerWith(behaviours.at({ [serverMetadata]: behaviours.json(metadata()), '/register': answer }));
      assert.equal(await press(page), code);
    }
  });
});
