import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Advice, type FlowStatus, type LogEntry, type LogPage, type Problem } from '../../server/contract/index.ts';
import { component, defineConnections, integration, oauth2Connection } from '../../server/definitions/index.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import {
  behaviours,
  startMisbehavingProvider,
  type Behaviour,
  type MisbehavingProvider,
} from '../support/misbehaving-provider.ts';

const { json } = behaviours;
const secretOfVendor = 'vendor-secret-0001';
const secretOfCustomer = 'customer-secret-0002';

/** One app with the vendor's OAuth client, one whose client and host the customer brings, one without a sign-in. */
function config(providerUrl: string) {
  const hidden = (label: string, value: string) => ({ label, type: 'string' as const, default: value, shown: false });
  const facts = (key: string, label: string) => ({
    key,
    label,
    token: { clientAuth: 'post' as const },
    docs: { url: 'https://provider.example/docs', checked: '2026-11-23' },
  });
  const urls = {
    tokenUrl: hidden('Token URL', `${providerUrl}/token`),
    scopes: hidden('Scopes', 'read write'),
  };
  const signIn = { authorizeUrl: hidden('Authorize URL', `${providerUrl}/auth`) };
  const customersClient = {
    clientId: { label: 'App ID', type: 'string' as const, required: true },
    clientSecret: { label: 'App key', type: 'password' as const, required: true },
  };
  const app = (key: string, inputs: object, grant = 'authorization_code') =>
    component({
      key,
      display: { label: key.toUpperCase(), description: '' },
      connections: [
        oauth2Connection({
          key,
          display: { label: key.toUpperCase(), description: '' },
          oauth2Type: grant,
          provider: facts(key, key.toUpperCase()),
          inputs: { ...urls, ...inputs },
        }),
      ],
    });
  return defineConnections({
    components: [
      app('crm', {
        ...signIn,
        clientId: hidden('Client ID', 'vendor-client'),
        clientSecret: hidden('Client secret', secretOfVendor),
      }),
      app('own', { ...signIn, ...customersClient }),
      app('bot', customersClient, 'client_credentials'),
    ],
    integrations: [
      integration({
        key: 'sync',
        name: 'Sync',
        configVars: { crm: { component: 'crm' }, own: { component: 'own' }, bot: { component: 'bot' } },
      }),
    ],
  });
}

describe('a failure', () => {
  let database: TestDatabase;
  let provider: MisbehavingProvider;
  let server: TestServer;
  let vendor: Vendor;

  before(async () => {
    database = await openTestDatabase();
    provider = await startMisbehavingProvider();
    server = await startConnectionServer({ database, config: config(provider.url) });
    vendor = new Vendor(server);
  });
  after(async () => {
    await server.close();
    await provider.stop();
    await database.close();
  });

  let customers = 0;
  /** The same customer as its own people see it, and as the vendor's staff does. */
  async function aCustomer(): Promise<{ page: Page; staff: Page }> {
    const customer = { id: `customer-${++customers}` };
    const page = await vendor.openPage({ customer });
    for (const configVar of ['own', 'bot']) {
      const { id } = await page.connection(configVar);
      const fields = {
        clientId: { op: 'replace', value: 'customer-client' },
        clientSecret: { op: 'replace', value: secretOfCustomer },
      };
      assert.equal((await page.send('PATCH', paths.fields(id), { fields })).status, 200);
    }
    return { page, staff: await vendor.openPage({ customer, role: 'organization' }) };
  }

  /** Comes back from the provider with this query, whose token endpoint then answers so. */
  async function comeBack(page: Page, configVar: string, query: Record<string, string>, behaviour?: Behaviour) {
    if (behaviour) provider.answerWith(behaviour);
    const window = new Window(server);
    const flow = await page.beginFlow(configVar);
    const state = new URL(await window.start(flow)).searchParams.get('state') ?? '';
    await window.open(`${server.url}${paths.oauthCallback(configVar)}?${new URLSearchParams({ ...query, state })}`);
    return flow.id;
  }

  async function lastLine(page: Page, configVar: string): Promise<LogEntry> {
    const { id } = await page.connection(configVar);
    const [entry] = (await page.send<LogPage>('GET', paths.logs(id))).body.entries;
    assert.ok(entry);
    return entry;
  }

  const facts = ({ advice = [] }: { advice?: Advice[] | undefined }) => advice.map(({ message: _, ...rest }) => rest);
  const callbackOf = (configVar: string) => server.url + paths.oauthCallback(configVar);

  it('of an unknown callback URL names it to the vendor, and to a customer whose client it is', async () => {
    const { page, staff } = await aCustomer();
    const refusal = { error: 'redirect_uri_mismatch' };
    const crm = await page.flow(await comeBack(page, 'crm', refusal));
    assert.deepEqual([crm.code, crm.providerCode], ['redirect_uri_mismatch', 'redirect_uri_mismatch']);
    assert.deepEqual(facts(crm), [{ check: 'callback_url', by: 'vendor' }]);
    assert.deepEqual(facts(await lastLine(staff, 'crm')), [
      { check: 'callback_url', by: 'vendor', callbackUrl: callbackOf('crm') },
    ]);
    const own = await page.flow(await comeBack(page, 'own', refusal));
    assert.deepEqual(facts(own), [{ check: 'callback_url', by: 'customer', callbackUrl: callbackOf('own') }]);
    assert.equal((await page.connection('own')).callbackUrl, callbackOf('own'));
    assert.equal((await page.connection('crm')).callbackUrl, undefined);
    assert.equal((await staff.connection('crm')).callbackUrl, callbackOf('crm'));
  });

  it('of a client ID or secret says whose they are and, to who sees the fields, which of them', async () => {
    const { page, staff } = await aCustomer();
    const refused = json({ error: 'invalid_client' }, 401);
    const crm = await page.flow(await comeBack(page, 'crm', { code: 'c' }, refused));
    assert.deepEqual(facts(crm), [{ check: 'client', by: 'vendor' }]);
    assert.match(crm.advice?.[0]?.message ?? '', /Only the provider of this app can change that/);
    assert.deepEqual(facts(await lastLine(staff, 'crm')), [
      { check: 'client', by: 'vendor', fields: ['Client ID', 'Client secret'] },
    ]);
    const own = await page.flow(await comeBack(page, 'own', { code: 'c' }, refused));
    assert.deepEqual(facts(own), [{ check: 'client', by: 'customer', fields: ['App ID', 'App key'] }]);
    const secret = await page.flow(await comeBack(page, 'own', { code: 'c' }, json({ error: 'bad_client_secret' }, 400)));
    assert.deepEqual(facts(secret), [{ check: 'client', by: 'customer', fields: ['App key'] }]);
  });

  it('without a sign-in is told in the answer itself', async () => {
    const { page } = await aCustomer();
    provider.answerWith(json({ error: 'invalid_client_id' }, 400));
    const { id } = await page.connection('bot');
    const { body } = await page.send<Problem>('POST', paths.connect(id), { mode: 'direct' });
    assert.deepEqual([body.code, body.providerCode], ['invalid_client', 'invalid_client_id']);
    assert.deepEqual(facts(body), [{ check: 'client', by: 'customer', fields: ['App ID'] }]);
  });

  it('of scopes names those that were requested', async () => {
    const { page } = await aCustomer();
    const flow = await page.flow(await comeBack(page, 'own', { error: 'invalid_scope' }));
    assert.deepEqual(facts(flow), [{ check: 'scopes', by: 'vendor', scopes: { requested: ['read', 'write'], missing: [] } }]);
  });

  it('names those scopes that were not granted when a later use fails', async () => {
    const { page } = await aCustomer();
    await comeBack(page, 'own', { code: 'c' }, behaviours.tokens({ scope: 'read' }));
    const { id } = await page.connection('own');
    await vendor.send('POST', paths.usage(id), { outcome: 'failed', status: 403 });
    const connection = await page.connection('own');
    assert.equal(connection.reason, 'use_failed');
    const missing = { check: 'scopes', by: 'customer', scopes: { requested: ['read', 'write'], missing: ['write'] } };
    assert.deepEqual(facts(connection), [missing]);
  });

  it('that a clock may have caused says so: by the date of the answer, and by the words of the third party', async () => {
    const { page, staff } = await aCustomer();
    const date = new Date(Date.now() - 600_000).toUTCString();
    const skewed = await page.flow(await comeBack(page, 'own', { code: 'c' }, json({ error: 'invalid_client' }, 401, { date })));
    const clock = facts(skewed).find(({ check }) => check === 'clock');
    assert.ok(Math.abs((clock?.skewSeconds ?? 0) + 600) <= 3);
    const told = json({ error: 'invalid_grant', error_description: 'Check your iat and exp values in the JWT claim.' }, 400);
    await comeBack(page, 'own', { code: 'c' }, told);
    assert.ok(facts(await lastLine(staff, 'own')).some(({ check }) => check === 'clock'));
  });

  it('E07: of too many requests says until when to wait', async () => {
    const { page } = await aCustomer();
    const before = Date.now();
    const flow = await page.flow(await comeBack(page, 'own', { code: 'c' }, behaviours.empty(429, { 'retry-after': '120' })));
    assert.equal(flow.code, 'rate_limited');
    assert.ok(Date.parse(flow.advice?.[0]?.until ?? '') >= before + 120_000);
  });

  it('E11: of a call that got no answer names the host and how far it got', async () => {
    const { page, staff } = await aCustomer();
    const flow = await page.flow(await comeBack(page, 'own', { code: 'c' }, behaviours.hangsUp()));
    assert.equal(flow.code, 'exchange_unknown');
    assert.deepEqual(facts(flow)[0], { check: 'network', by: 'vendor', host: '127.0.0.1' });
    const { details } = await lastLine(staff, 'own');
    const { endpoint, progress, reason } = details ?? {};
    assert.deepEqual([endpoint, progress, reason], [`${provider.url}/token`, 'maybe_sent', 'connection_reset']);
  });

  it('H13: keeps the third party’s words for the vendor alone, in one line, cut and without secrets', async () => {
    const { page, staff } = await aCustomer();
    const words = [
      `\u001b[31mred\u001b[0m`,
      'line one\r\nseverity=info line two',
      '\u202egnol\u202c',
      '<img src=x onerror=alert(1)>',
      `client_secret was ${secretOfCustomer}`,
      Buffer.from(secretOfCustomer).toString('base64'),
      'many words '.repeat(600),
    ];
    for (const error_description of words) {
      for (const way of ['token endpoint', 'callback'] as const) {
        const flowId =
          way === 'callback'
            ? await comeBack(page, 'own', { error: 'server_error', error_description })
            : await comeBack(page, 'own', { code: 'c' }, json({ error: 'server_error', error_description }, 400));
        const told = JSON.stringify([await page.flow(flowId), await lastLine(page, 'own'), await page.snapshot()]);
        assert.equal(/providerText|\\u001b|onerror|line two|gnol/.test(told), false, `${way}: ${error_description.slice(0, 40)}`);
        const { providerText } = (await lastLine(staff, 'own')).details ?? {};
        assert.ok(typeof providerText === 'string', `${way}: ${error_description.slice(0, 40)}`);
        assert.ok(providerText.length <= 210);
        assert.doesNotMatch(providerText, /[\p{Cc}\p{Cf}]/u);
        assert.equal(providerText.includes(secretOfCustomer), false);
        assert.equal(providerText.includes(Buffer.from(secretOfCustomer).toString('base64')), false);
      }
    }
  });

  it('shows a customer the third party’s code and status and the request, and the vendor where it was called', async () => {
    const { page, staff } = await aCustomer();
    await comeBack(page, 'own', { code: 'c' }, json({ error: 'their_own', error_description: 'Their words' }, 422));
    const seen = await lastLine(page, 'own');
    const { requestId, ...details } = (await lastLine(staff, 'own')).details ?? {};
    assert.deepEqual(
      [seen.code, seen.providerCode, seen.details],
      ['exchange_rejected', 'their_own', { httpStatus: 422, requestId }],
    );
    assert.deepEqual(details, {
      httpStatus: 422,
      providerText: 'Their words',
      endpoint: `${provider.url}/token`,
      progress: 'received',
    });
    assert.ok(typeof requestId === 'string' && server.logged().includes(requestId));
  });

  it('of a sign-in that nobody came back from says what to look at, in the answer and in the log', async () => {
    const { page } = await aCustomer();
    const window = new Window(server);
    const flow = await page.beginFlow('own');
    await window.start(flow);
    const notBegun = await page.beginFlow('crm');
    await database.db.execute(sql`update flows set expires_at = now() - interval '1 second' where ended_at is null`);
    const expected = [
      { check: 'in_time', by: 'customer' },
      { check: 'provider_page', by: 'customer' },
      { check: 'callback_url', by: 'customer', callbackUrl: callbackOf('own') },
    ];
    const status = await page.flow(flow.id);
    assert.deepEqual([status.code, facts(status)], ['flow_expired', expected]);
    assert.deepEqual((await page.flow(notBegun.id)).advice, undefined);
    server.start();
    await eventually('the sweeper ends it', async () => (await lastLine(page, 'own')).code === 'flow_expired');
    const line = await lastLine(page, 'own');
    assert.deepEqual([line.code, line.severity, facts(line)], ['flow_expired', 'warn', expected]);
    const { id } = await page.connection('crm');
    assert.deepEqual((await page.send<LogPage>('GET', paths.logs(id))).body.entries, []);
  });

  it('of a sign-in that was given up at the third party says so, too', async () => {
    const { page } = await aCustomer();
    const flow = await page.beginFlow('own');
    await new Window(server).start(flow);
    const { body } = await page.send<FlowStatus>('POST', paths.flowCancel(flow.id));
    assert.deepEqual(facts(body), [
      { check: 'provider_page', by: 'customer' },
      { check: 'callback_url', by: 'customer', callbackUrl: callbackOf('own') },
    ]);
    const early = await page.beginFlow('own');
    assert.equal((await page.send<FlowStatus>('POST', paths.flowCancel(early.id))).body.advice, undefined);
  });

  it('is found by severity, by time and a few at a time', async () => {
    const { page } = await aCustomer();
    const { id } = await page.connection('own');
    await comeBack(page, 'own', { error: 'access_denied' });
    await comeBack(page, 'own', { error: 'server_error' });
    await comeBack(page, 'own', { code: 'c' }, behaviours.tokens());
    const codes = async (query: Parameters<typeof paths.vendorLogs>[1]) =>
      (await vendor.send<LogPage>('GET', paths.vendorLogs(id, query))).body.entries.map(({ code }) => code);
    assert.deepEqual(await codes({ severity: 'warn' }), ['provider_error', 'access_denied']);
    assert.deepEqual(await codes({ severity: 'error' }), ['provider_error']);
    assert.deepEqual(await codes({ since: new Date(Date.now() + 60_000).toISOString() }), []);
    assert.equal((await codes({ since: new Date(Date.now() - 60_000).toISOString() })).length, 7);
    const first = (await page.send<LogPage>('GET', paths.logs(id, { limit: 2 }))).body;
    assert.deepEqual(
      first.entries.map(({ code }) => code),
      ['connected', 'sign_in_started'],
    );
    const second = await page.send<LogPage>('GET', paths.logs(id, { limit: 1, cursor: first.next ?? '' }));
    assert.deepEqual(
      second.body.entries.map(({ code }) => code),
      ['provider_error'],
    );
    for (const query of ['severity=loud', 'since=yesterday', 'limit=0', 'limit=999', 'cursor=x', 'cursor=-1'])
      assert.equal((await page.send('GET', `${paths.logs(id)}?${query}`)).status, 400, query);
  });
});
