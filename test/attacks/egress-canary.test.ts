import assert from 'node:assert/strict';
import { Resolver } from 'node:dns/promises';
import { after, before, describe, it } from 'node:test';
import { isErrorCode, paths, type Problem, type TestResult } from '../../server/contract/index.ts';
import { component, connection, defineConnections, integration, oauth2Connection } from '../../server/definitions/index.ts';
import { createEgress } from '../../server/egress/index.ts';
import { startCanary, type Canary } from '../support/canary.ts';
import { literalSpellings, nameSpellings } from '../support/canary-spellings.ts';
import { Vendor, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { startDnsServer, type DnsServer } from '../support/dns-server.ts';
import { behaviours, startMisbehavingProvider } from '../support/misbehaving-provider.ts';

describe('a name whose answers change', () => {
  let dns: DnsServer;
  let canary: Canary;
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  const resolve = (name: string) => resolver.resolve4(name);
  before(async () => {
    dns = await startDnsServer();
    resolver.setServers([dns.address]);
    canary = await startCanary('127.0.0.1');
  });
  after(async () => {
    await dns.stop();
    await canary.stop();
  });

  it('F05 is looked up once, with a TTL of 0, and the call goes where that one answer said', async (t) => {
    // 127.0.0.2 stands for the public host; the canary is beside it.
    const provider = await startMisbehavingProvider('127.0.0.2', canary.port);
    t.after(() => provider.stop());
    const egress = createEgress({ privateCidrs: ['127.0.0.2/32'], totalTimeoutMs: 5000 }, { resolve });
    t.after(() => egress.close());
    dns.answer('rebind.example', ['127.0.0.2'], ['127.0.0.1']);
    dns.asked.length = 0;
    const answer = await egress.fetch(`http://rebind.example:${canary.port}/`).then(
      ({ status }) => status,
      (error: unknown) => String(error),
    );
    assert.deepEqual([answer, dns.asked, canary.connections], [200, ['rebind.example'], 0]);
    await assert.rejects(egress.fetch(`http://rebind.example:${canary.port}/`), { code: 'egress_refused', progress: 'not_sent' });
    assert.deepEqual([provider.requests.length, canary.connections], [1, 0]);
  });

  it('F04 F05 is refused when one of its answers is private, in either order, and when it turns private', async (t) => {
    const egress = createEgress({ totalTimeoutMs: 2000 }, { resolve });
    t.after(() => egress.close());
    for (const addresses of [['93.184.216.34', '127.0.0.1'], ['127.0.0.1', '93.184.216.34'], ['127.0.0.1']]) {
      dns.answer('mixed.example', addresses);
      await assert.rejects(egress.fetch(`https://mixed.example:${canary.port}/`), {
        code: 'egress_refused',
        reason: 'address_not_public',
        progress: 'not_sent',
      });
    }
    assert.equal(canary.connections, 0);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    for (const { number, host } of [literalSpellings[0]!, nameSpellings[0]!, { number: 'F02', host: '[::ffff:127.0.0.1]' }]) {
      it(`F06 ${number} is not reached by a ${status} to ${host}`, async (t) => {
        const provider = await startMisbehavingProvider('127.0.0.2');
        t.after(() => provider.stop());
        const egress = createEgress({ privateCidrs: ['127.0.0.2/32'], totalTimeoutMs: 2000 }, { resolve });
        t.after(() => egress.close());
        provider.answerWith(behaviours.redirects(status, `http://${host}:${canary.port}/token`));
        const answer = await egress.fetch(provider.url, { method: 'POST', body: 'client_secret=x' }).then(
          (response) => response.status,
          (error: unknown) => String(error),
        );
        assert.deepEqual([answer, provider.requests.length, canary.connections], [status, 1, 0]);
      });
    }
  }
});

/** Definitions in which a customer types every host there can be. */
const typedHosts = defineConnections({
  components: [
    component({
      key: 'server',
      display: { label: 'Server', description: '' },
      connections: [
        oauth2Connection({
          key: 'server',
          display: { label: 'Server', description: '' },
          oauth2Type: 'authorization_code',
          provider: { discovery: {} },
        }),
      ],
    }),
    component({
      key: 'machine',
      display: { label: 'Machine', description: '' },
      connections: [
        oauth2Connection({
          key: 'machine',
          display: { label: 'Machine', description: '' },
          oauth2Type: 'client_credentials',
          inputs: {
            tokenUrl: { label: 'Token URL', type: 'string', required: true },
            clientId: { label: 'Client ID', type: 'string', required: true },
            clientSecret: { label: 'Client secret', type: 'password', required: true },
          },
        }),
      ],
    }),
    component({
      key: 'host',
      display: { label: 'Host', description: '' },
      connections: [
        connection({
          key: 'host',
          display: { label: 'Host', description: '' },
          test: { url: 'https://{{#host}}/ping' },
          inputs: { host: { label: 'Host', type: 'string', required: true } },
        }),
      ],
    }),
    component({
      key: 'base',
      display: { label: 'Base', description: '' },
      connections: [
        connection({
          key: 'base',
          display: { label: 'Base', description: '' },
          test: { url: '{{#baseUrl}}/ping' },
          inputs: { baseUrl: { label: 'Base URL', type: 'string', required: true } },
        }),
      ],
    }),
  ],
  integrations: [
    integration({
      key: 'sync',
      name: 'Sync',
      configVars: {
        server: { component: 'server' },
        machine: { component: 'machine' },
        host: { component: 'host' },
        base: { component: 'base' },
      },
    }),
  ],
});

describe('a host that a customer types', () => {
  let database: TestDatabase;
  let server: TestServer;
  let page: Page;
  let canary: Canary;
  const ids = new Map<string, string>();
  before(async () => {
    canary = await startCanary('::');
    database = await openTestDatabase();
    server = await startConnectionServer({ database, config: typedHosts, privateCidrs: [] });
    page = await new Vendor(server).openPage();
    for (const { configVar, id } of (await page.snapshot()).connections) ids.set(configVar, id);
  });
  after(async () => {
    await server.close();
    await database.close();
    await canary.stop();
  });

  /** Saves what was typed and makes the server call it; either the form or the call must be refused with a code. */
  async function refusalOf(configVar: string, values: Readonly<Record<string, string>>): Promise<string | undefined> {
    const id = ids.get(configVar) ?? '';
    const fields = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { op: 'replace', value }]));
    const saved = await page.send<Problem>('PATCH', paths.fields(id), { fields });
    if (saved.status !== 200) return saved.body.code;
    if (configVar === 'server') return (await page.send<Problem>('POST', paths.connect(id), { mode: 'popup' })).body.code;
    if (configVar === 'machine') return (await page.send<Problem>('POST', paths.connect(id), { mode: 'direct' })).body.code;
    return (await page.send<TestResult>('POST', paths.test(id), {})).body.code;
  }

  for (const { number, host } of [...literalSpellings, ...nameSpellings]) {
    it(`${number} ${JSON.stringify(host)} is called neither as a server, a token URL, a host nor a test URL`, async () => {
      const url = `https://${host}:${canary.port}`;
      const codes = [
        await refusalOf('server', { serverUrl: `${url}/mcp` }),
        await refusalOf('machine', { tokenUrl: `${url}/token`, clientId: 'id', clientSecret: 'a secret' }),
        await refusalOf('host', { host: `${host}:${canary.port}` }),
        await refusalOf('base', { baseUrl: url }),
      ];
      assert.deepEqual(
        codes.filter((code) => !isErrorCode(code) || code === 'internal_error'),
        [],
        codes.join(' '),
      );
      assert.equal(canary.connections, 0);
    });
  }
});
