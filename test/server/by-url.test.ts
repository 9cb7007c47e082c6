import assert from 'node:assert/strict';
import { getServers, setServers } from 'node:dns/promises';
import { after, before, describe, it } from 'node:test';
import { paths, type Credentials, type Disconnected, type LogPage } from '../../server/contract/index.ts';
import { startAtprotoServer, type AtprotoServer } from '../support/atproto-server.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { byUrlConfig } from '../support/by-url-config.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { startDnsServer, type DnsServer } from '../support/dns-server.ts';
import { listMcpTools } from '../support/mcp-client.ts';
import { startMcpServer, type ProtectedMcpServer } from '../support/mcp-server.ts';

describe('a server by its URL', () => {
  let database: TestDatabase;
  let server: TestServer;
  let vendor: Vendor;
  let bluesky: AtprotoServer;

  before(async () => {
    database = await openTestDatabase();
    bluesky = await startAtprotoServer();
    server = await startConnectionServer({ database, config: byUrlConfig(bluesky.url) });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await bluesky.stop();
    await database.close();
  });

  const disconnect = async (page: Page, configVar: string) => {
    const { id } = await page.connection(configVar);
    return (await page.send<Disconnected>('POST', paths.disconnect(id))).body;
  };
  const credentialsOf = async (page: Page, configVar: string) => {
    const { id } = await page.connection(configVar);
    const answer = await vendor.send<Credentials>('POST', paths.credentials(id), {});
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const logOf = async (page: Page, configVar: string) => {
    const { id } = await page.connection(configVar);
    return (await page.send<LogPage>('GET', paths.logs(id))).body.entries;
  };

  describe('an MCP server', () => {
    let mcp: ProtectedMcpServer;

    before(async () => {
      mcp = await startMcpServer();
    });
    after(() => mcp.stop());

    it('asks for nothing but the address', async () => {
      const page = await vendor.openPage({ customer: { id: 'form' } });
      const connection = await page.connection('mcp');
      assert.deepEqual(
        connection.fields.map(({ key, required }) => [key, required]),
        [['serverUrl', true]],
      );
      assert.deepEqual(connection.missingFields, ['serverUrl']);
      assert.equal(
        (await page.send<{ code: string }>('POST', paths.connect(connection.id), { mode: 'popup' })).body.code,
        'missing_fields',
      );
    });

    it('is connected by its address, and its tools answer to the token', async () => {
      const page = await vendor.openPage({ customer: { id: 'tools' } });
      await page.save('mcp', { serverUrl: mcp.url });
      const flow = await page.connect('mcp', new Window(server));
      assert.equal(flow.state, 'succeeded', flow.code);
      const credentials = await credentialsOf(page, 'mcp');
      assert.deepEqual(credentials.fields, { serverUrl: mcp.url });
      assert.deepEqual(await toolsOf(credentials), ['greet']);
      assert.deepEqual((await page.connection('mcp')).scopes, { requested: ['mcp:tools'], granted: ['mcp:tools'], missing: [] });
    });

    it('gets one registration a connection, which DISCONNECT forgets', async () => {
      const page = await vendor.openPage({ customer: { id: 'once' } });
      await page.save('mcp', { serverUrl: mcp.url });
      const before = mcp.clients().length;
      await page.connect('mcp', new Window(server));
      await page.connect('mcp', new Window(server));
      assert.equal(mcp.clients().length, before + 1);
      const { connection } = await disconnect(page, 'mcp');
      assert.equal(connection.status, 'not_configured');
      assert.deepEqual(connection.missingFields, [], 'the address stays');
      await page.connect('mcp', new Window(server));
      assert.equal(mcp.clients().length, before + 2);
      assert.deepEqual((await logOf(page, 'mcp')).map(({ code }) => code).filter((code) => code === 'server_found').length, 2);
    });

    it('that has forgotten this app is registered with anew at the next CONNECT', async () => {
      const page = await vendor.openPage({ customer: { id: 'forgotten' } });
      await page.save('mcp', { serverUrl: mcp.url });
      const window = new Window(server);
      const flow = await page.beginFlow('mcp');
      const callback = await window.signIn(flow);
      mcp.forgetClients();
      await window.open(callback);
      assert.equal((await page.flow(flow.id)).code, 'invalid_client');
      assert.equal((await page.connect('mcp', new Window(server))).state, 'succeeded');
    });

    it('at another address than before is another server: the earlier sign-in ends with it', async () => {
      const other = await startMcpServer();
      const page = await vendor.openPage({ customer: { id: 'moved-by-customer' } });
      await page.save('mcp', { serverUrl: mcp.url });
      await page.connect('mcp', new Window(server));
      await page.save('mcp', { serverUrl: other.url });
      assert.equal((await page.connection('mcp')).connected, false);
      assert.equal((await page.connect('mcp', new Window(server))).state, 'succeeded');
      assert.deepEqual(await toolsOf(await credentialsOf(page, 'mcp')), ['greet']);
      assert.equal(other.clients().length, 1);
      await other.stop();
    });
  });

  describe('a company’s identity server', () => {
    let company: AuthorizationServer;

    before(async () => {
      company = await startAuthorizationServer({ redirectUris: [], registersClients: true, accessTokenSeconds: 60 });
    });
    after(() => company.stop());

    it('is connected by its issuer, renews, and forgets tokens and client at DISCONNECT', async () => {
      const page = await vendor.openPage({ customer: { id: 'company' } });
      await page.save('company', { serverUrl: company.issuer });
      const flow = await page.connect('company', new Window(server));
      assert.equal(flow.state, 'succeeded', flow.code);
      assert.equal(company.registeredClients.size, 1);
      const first = await credentialsOf(page, 'company');
      const { id } = await page.connection('company');
      const renewed = await vendor.send<Credentials>('POST', paths.credentials(id), { rejectedVersion: first.version });
      assert.notEqual(renewed.body.token?.access_token, first.token?.access_token);
      assert.equal(company.tokenCalls.at(-1)?.grantType, 'refresh_token');

      assert.equal((await disconnect(page, 'company')).revocation, 'revoked');
      assert.equal(company.registeredClients.size, 0);
    });

    it('that names its issuer in its answers is believed only with that name (B06)', async () => {
      const page = await vendor.openPage({ customer: { id: 'b06' } });
      await page.save('company', { serverUrl: company.issuer });
      const window = new Window(server);
      const flow = await page.beginFlow('company');
      const callback = await window.signIn(flow);
      callback.searchParams.delete('iss');
      const calls = company.tokenCalls.length;
      await window.open(callback);
      assert.equal((await page.flow(flow.id)).code, 'issuer_mismatch');
      assert.equal(company.tokenCalls.length, calls);
    });

    it('that registers nobody says so, and is connected with a client ID of the customer’s own', async () => {
      const closed = await startAuthorizationServer({ redirectUris: [`${server.url}${paths.oauthCallback('closed')}`] });
      const page = await vendor.openPage({ customer: { id: 'closed' } });
      await page.save('closed', { serverUrl: closed.issuer });
      const { id } = await page.connection('closed');
      const refused = await page.send<{ code: string }>('POST', paths.connect(id), { mode: 'popup' });
      assert.deepEqual([refused.status, refused.body.code], [422, 'registration_unsupported']);
      assert.equal((await logOf(page, 'closed'))[0]?.code, 'registration_unsupported');

      await page.save('closed', { clientId: closed.client.id, clientSecret: closed.client.secret });
      const flow = await page.connect('closed', new Window(server));
      assert.equal(flow.state, 'succeeded', flow.code);
      await closed.stop();
    });
  });

  describe('a Bluesky account’s server', () => {
    it('is connected with a pushed request and a token bound to a key, renews with the key, and revokes', async () => {
      const page = await vendor.openPage({ customer: { id: 'bluesky' } });
      await page.save('bluesky', { serverUrl: bluesky.url });
      const window = new Window(server);
      const flow = await page.beginFlow('bluesky');
      const authorizationUrl = await window.start(flow);
      assert.deepEqual([...new URL(authorizationUrl).searchParams.keys()], ['client_id', 'request_uri']);
      await window.open(await bluesky.signIn(authorizationUrl));
      const { state, code } = await page.flow(flow.id);
      assert.equal(state, 'succeeded', code);

      const first = await credentialsOf(page, 'bluesky');
      assert.equal(first.token?.token_type, 'DPoP');
      assert.equal(first.token['sub'], 'did:plc:abcdefghijklmnopqrstuvwx');
      const { id } = await page.connection('bluesky');
      const renewed = await vendor.send<Credentials>('POST', paths.credentials(id), { rejectedVersion: first.version });
      assert.equal(renewed.status, 200, JSON.stringify(renewed.body));
      assert.notEqual(renewed.body.token?.access_token, first.token.access_token);
      assert.equal(bluesky.liveTokens(), 1);

      assert.equal((await disconnect(page, 'bluesky')).revocation, 'revoked');
      assert.equal(bluesky.liveTokens(), 0);
    });
  });

  describe('an account of the AT Protocol', () => {
    let names: DnsServer;
    const systemNameServers = getServers();

    before(async () => {
      names = await startDnsServer();
      setServers([names.address]);
      names.answerText('_atproto.ada.test', 'v=spf1 -all', `did=${bluesky.did}`);
    });
    after(async () => {
      setServers(systemNameServers);
      await names.stop();
    });

    /** Enters a name or an address, connects, and signs Ada in at whatever server the browser is sent to. */
    const connectAs = async (entered: string, signsInAt = bluesky) => {
      const page = await vendor.openPage({ customer: { id: `account ${entered}` } });
      assert.equal((await page.save('account', { serverUrl: entered })).status, 200);
      const window = new Window(server);
      const flow = await page.beginFlow('account');
      const authorizationUrl = await window.start(flow);
      await window.open(await signsInAt.signIn(authorizationUrl));
      return { page, outcome: await page.flow(flow.id) };
    };

    for (const entered of ['@ada.test', 'at://ada.test', 'did:plc:abcdefghijklmnopqrstuvwx']) {
      it(`is connected by its name: ${entered}`, async () => {
        const { page, outcome } = await connectAs(entered);
        assert.equal(outcome.state, 'succeeded', outcome.code);
        const { token, context, api, fields } = await credentialsOf(page, 'account');
        assert.equal(token?.['sub'], bluesky.did);
        assert.deepEqual(context, { did: bluesky.did, pds: bluesky.url });
        assert.deepEqual(api?.hosts, [new URL(bluesky.url).origin]);
        assert.equal(fields['serverUrl'], entered.replace(/^(@|at:\/\/)/, ''));
        assert.equal((await disconnect(page, 'account')).revocation, 'revoked');
      });
    }

    it('is connected by the address of its server, which has to be its own', async () => {
      const { page, outcome } = await connectAs(bluesky.url);
      assert.equal(outcome.state, 'succeeded', outcome.code);
      await disconnect(page, 'account');
    });

    it('is not believed to a server that only says to speak for it', async (t) => {
      const pretender = await startAtprotoServer();
      t.after(() => pretender.stop());
      const { page, outcome } = await connectAs(pretender.url, pretender);
      assert.equal(outcome.code, 'issuer_mismatch');
      assert.equal((await page.connection('account')).connected, false);
    });

    it('is not taken for the one that was entered, and given back', async () => {
      const did = 'did:plc:zzzzzzzzzzzzzzzzzzzzzzzz';
      bluesky.enter({ did, handle: 'eve.test' });
      names.answerText('_atproto.eve.test', `did=${did}`);
      const { page, outcome } = await connectAs('eve.test');
      assert.equal(outcome.code, 'wrong_account');
      assert.equal((await page.connection('account')).connected, false);
      assert.equal(bluesky.liveTokens(), 0);
    });

    it('is not found by a name that somebody else points at it', async () => {
      names.answerText('_atproto.thief.test', `did=${bluesky.did}`);
      const page = await vendor.openPage({ customer: { id: 'thief' } });
      await page.save('account', { serverUrl: 'thief.test' });
      const { id } = await page.connection('account');
      const { body } = await page.send<{ code: string }>('POST', paths.connect(id), { mode: 'popup' });
      assert.equal(body.code, 'discovery_failed');
    });
  });

  it('says who this app is to servers that read client metadata documents', async () => {
    const answer = await fetch(server.url + paths.oauthClient('bluesky'));
    assert.deepEqual(await answer.json(), {
      client_id: server.url + paths.oauthClient('bluesky'),
      client_name: new URL(server.url).host,
      client_uri: server.url,
      redirect_uris: [server.url + paths.oauthCallback('bluesky')],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'web',
      scope: 'atproto transition:generic',
      dpop_bound_access_tokens: true,
    });
    assert.equal((await fetch(server.url + paths.oauthClient('erp'))).status, 404);
  });

  it('keeps what was pasted the way it is called', async () => {
    const page = await vendor.openPage({ customer: { id: 'pasted' } });
    await page.save('company', { serverUrl: ' login.example/tenant/.well-known/openid-configuration' });
    const { fields } = await page.connection('company');
    assert.equal(fields.find(({ key }) => key === 'serverUrl')?.value, 'https://login.example/tenant');
  });

  it('says what is wrong with an address', async () => {
    const page = await vendor.openPage({ customer: { id: 'wrong' } });
    for (const serverUrl of ['example', 'http://mcp.example.com', 'https://user@mcp.example.com', 'https://mcp.example.com/#x']) {
      const { status, body } = await page.save('mcp', { serverUrl });
      assert.equal(status, 422, serverUrl);
      assert.match(JSON.stringify(body.errors), /invalid_address/);
    }
    await page.save('mcp', { serverUrl: `${server.url}/nothing-here` });
    const { id } = await page.connection('mcp');
    const { body } = await page.send<{ code: string }>('POST', paths.connect(id), { mode: 'popup' });
    assert.equal(body.code, 'discovery_failed');
    assert.equal((await logOf(page, 'mcp'))[0]?.code, 'discovery_failed');
  });
});

/** What the vendor's code does with what it is handed. */
function toolsOf({ fields, token }: Credentials): Promise<string[]> {
  return listMcpTools(String(fields['serverUrl']), String(token?.access_token));
}
