import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { paths, type Credentials, type EventPage, type LogPage } from '../../server/contract/index.ts';
import { defineConnections } from '../../server/definitions/index.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { expireTokens } from '../support/time-travel.ts';

const { json, tokens } = behaviours;

/** A provider that answers by path: what it says of the account, and what its token endpoint gives. */
interface Answers {
  token: Record<string, unknown>;
  details: (response: ServerResponse) => void;
}

describe('what a provider tells of an account', () => {
  let database: TestDatabase;
  let provider: MisbehavingProvider;
  let server: TestServer;
  let vendor: Vendor;
  let answers: Answers;

  before(async () => {
    database = await openTestDatabase();
    provider = await startMisbehavingProvider();
    server = await startConnectionServer({ database, config: aConfig(provider.url) });
    vendor = new Vendor(server);
  });
  beforeEach(() => {
    provider.requests.length = 0;
    answers = { token: {}, details: json([{ id: 'cloud-1', name: 'Site One' }]) };
    provider.answerWith((response) => {
      const path = provider.requests.at(-1)?.path ?? '';
      if (path.startsWith('/sites')) answers.details(response);
      else tokens(answers.token)(response);
    });
  });
  after(async () => {
    await server.close();
    await provider.stop();
    await database.close();
  });

  async function connect(page: Page, query: Record<string, string> = {}): Promise<string> {
    const window = new Window(server);
    const flow = await page.beginFlow('crm');
    const state = new URL(await window.start(flow)).searchParams.get('state') ?? '';
    await window.open(`${server.url}/oauth/callback/crm?${new URLSearchParams({ code: 'c1', state, ...query })}`);
    const { state: end, code } = await page.flow(flow.id);
    assert.deepEqual([end, code], ['succeeded', undefined]);
    return (await page.connection('crm')).id;
  }
  const handOver = async (id: string, body = {}) => (await vendor.send<Credentials>('POST', paths.credentials(id), body)).body;
  const logOf = async (page: Page, id: string) => (await page.send<LogPage>('GET', paths.logs(id))).body.entries;

  it('is asked for with the fresh token, and kept for the vendor’s code', async () => {
    const page = await vendor.openPage({ customer: { id: 'details' } });
    answers.details = json([
      { id: 'cloud-1', name: 'Site One', nested: { secret: 's' } },
      { id: 'cloud-2', name: 'Site Two' },
    ]);
    const id = await connect(page);
    const asked = provider.requests.at(-1);
    assert.deepEqual([asked?.method, asked?.path, asked?.headers.authorization], ['GET', '/sites', 'Bearer AT-1']);
    assert.deepEqual((await handOver(id)).context, { cloudIds: 'cloud-1,cloud-2', site: 'Site One' });
    assert.equal((await page.connection('crm')).accountLabel, 'Site One');
  });

  for (const [name, behaviour] of [
    ['an error', json({ error: 'server_error' }, 500)],
    ['a page', behaviours.raw('<html>', 'text/html')],
    ['nothing', behaviours.hangsUp()],
    ['a redirect', behaviours.redirects(302, 'https://evil.example')],
  ] as const) {
    it(`may be ${name}: the customer is connected all the same, and reads of it`, async () => {
      answers.details = behaviour;
      const page = await vendor.openPage({ customer: { id: `no-details-${name}` } });
      const id = await connect(page);
      assert.equal((await handOver(id)).token?.access_token, 'AT-1');
      const [line] = await logOf(page, id);
      assert.deepEqual([line?.code, line?.severity], ['details_unknown', 'warn']);
    });
  }

  it('D21: an address of somebody else, in the answer or the callback, is not kept, and a line says so', async () => {
    const page = await vendor.openPage({ customer: { id: 'd21' } });
    answers.token = { instance_url: 'https://169.254.169.254/latest', org_id: 'o1' };
    const id = await connect(page, { location: 'https://evil.example' });
    const credentials = await handOver(id);
    assert.deepEqual([credentials.token?.['instance_url'], credentials.token?.['org_id']], [undefined, 'o1']);
    assert.equal(credentials.context?.['location'], undefined);
    const staff = await vendor.openPage({ customer: { id: 'd21' }, role: 'organization' });
    const line = (await logOf(staff, id)).find(({ code }) => code === 'address_dropped');
    assert.deepEqual([line?.severity, line?.details], ['warn', { names: 'location, instance_url' }]);
    assert.doesNotMatch(JSON.stringify(await logOf(page, id)), /169\.254|evil/);
  });

  it('D21: a refresh that names such an address changes nothing of the one before', async () => {
    const page = await vendor.openPage({ customer: { id: 'd21-refresh' } });
    answers.token = { instance_url: 'https://na1.crm.example' };
    const id = await connect(page);
    answers.token = { access_token: 'AT-2', instance_url: 'https://10.0.0.1' };
    await expireTokens(database);
    const { token } = await handOver(id);
    assert.deepEqual([token?.access_token, token?.['instance_url']], ['AT-2', 'https://na1.crm.example']);
  });

  it('E15: signing in to another account than before is stored, and the customer reads of it', async () => {
    const page = await vendor.openPage({ customer: { id: 'e15' } });
    answers.token = { org_id: 'o1' };
    const id = await connect(page);
    await connect(page);
    assert.deepEqual(
      (await logOf(page, id)).filter(({ code }) => code === 'account_changed'),
      [],
      'the same account again',
    );
    // A refresh does not name the account, and must not make it forgotten.
    answers.token = {};
    await expireTokens(database);
    await handOver(id);
    answers.token = { access_token: 'AT-3', org_id: 'o2' };
    await connect(page);
    assert.equal((await handOver(id)).token?.access_token, 'AT-3');
    const [line] = await logOf(page, id);
    assert.deepEqual([line?.code, line?.severity], ['account_changed', 'warn']);
    assert.doesNotMatch(JSON.stringify(line), /o1|o2/);
    const { body } = await vendor.send<EventPage>('GET', paths.events({ limit: 100 }));
    const event = body.events.find(({ type }) => type === 'connection.account_changed');
    assert.deepEqual([event?.data.connection, event?.data.status], [id, 'configured']);
  });

  it('E05: a refresh whose scopes are refused with and without naming them turns red and says which permission is missing', async () => {
    const page = await vendor.openPage({ customer: { id: 'e05' } });
    const id = await connect(page);
    await expireTokens(database);
    provider.requests.length = 0;
    provider.answerWith(json({ error: 'invalid_scope' }, 400));
    await vendor.send('POST', paths.credentials(id), {});
    assert.deepEqual(
      provider.requests.map(({ body }) => new URLSearchParams(body).get('scope')),
      ['read', null],
    );
    const { status, reason } = await page.connection('crm');
    assert.deepEqual([status, reason], ['error', 'scope_missing']);
  });
});

function aConfig(url: string) {
  return defineConnections({
    components: [
      {
        key: 'crm',
        connections: [
          {
            key: 'crm',
            oauth2Type: 'authorization_code',
            provider: {
              authorize: { url: `${url}/authorize` },
              token: { url: `${url}/token`, clientAuth: 'post', answer: { keep: ['instance_url', 'org_id'] } },
              refresh: { sendScopes: true },
              callback: { keep: ['location'] },
              addresses: { instance_url: ['.crm.example'], location: ['.crm.example'] },
              afterConnect: { url: `${url}/sites`, keep: { cloudIds: '*.id', site: '0.name' } },
              accountLabel: 'site',
              accountId: 'org_id',
            },
            inputs: {
              clientId: { default: 'client-1', shown: false },
              clientSecret: { type: 'password', default: 'client-secret-1', shown: false },
              scopes: { default: 'read', shown: false },
            },
          },
        ],
      },
    ],
    integrations: [{ key: 'sync', name: 'Sync', steps: [{ key: 'pull', component: 'crm', action: 'pull' }] }],
  });
}
