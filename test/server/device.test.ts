import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import {
  paths,
  type ConnectAnswer,
  type Credentials,
  type DeviceFlow,
  type Disconnected,
  type LogPage,
  type Problem,
} from '../../server/contract/index.ts';
import { openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { startAuthorizationServer, type AuthorizationServer } from '../support/authorization-server.ts';
import { Vendor, Window, type Page } from '../support/callers.ts';
import { startConnectionServer, type TestServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { deviceConfig } from '../support/device-config.ts';
import { eventually } from '../support/eventually.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';
import { enterDeviceCode } from '../support/oauth-user.ts';
import { rowsOf } from '../support/rows-of.ts';
import { endSessions, expireTokens, makePollDue } from '../support/time-travel.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

describe('CONNECT with a code', () => {
  let database: TestDatabase;
  let secondPool: OpenDatabase;
  let provider: AuthorizationServer;
  let odd: MisbehavingProvider;
  let servers: [TestServer, TestServer];
  let oddServer: TestServer;
  let vendors: [Vendor, Vendor];

  before(async () => {
    database = await openTestDatabase();
    secondPool = database.url === undefined ? database : openPostgres({ url: database.url });
    provider = await startAuthorizationServer({ redirectUris: ['http://127.0.0.1:9/unused'] });
    odd = await startMisbehavingProvider();
    const config = deviceConfig(provider);
    servers = [await startConnectionServer({ database, config }), await startConnectionServer({ database: secondPool, config })];
    oddServer = await startConnectionServer({
      database,
      config: deviceConfig({ issuer: odd.url, client: provider.client }),
    });
    vendors = [new Vendor(servers[0]), new Vendor(servers[1])];
  });
  after(async () => {
    for (const server of [...servers, oddServer]) await server.close();
    await provider.stop();
    await odd.stop();
    if (secondPool !== database) await secondPool.close();
    await database.close();
  });

  const openPage = async (customer: string, vendor = vendors[0]): Promise<Page> => {
    const page = await vendor.openPage({ customer: { id: customer }, integration: 'screens' });
    const { id } = await page.connection('screen');
    const scopes = { op: 'replace', value: 'openid offline_access api:read' };
    await page.send('PATCH', paths.fields(id), { fields: { scopes } });
    return page;
  };
  const connect = async (page: Page) => {
    const { id } = await page.connection('screen');
    return page.send<ConnectAnswer & Problem>('POST', paths.connect(id), { mode: 'device' });
  };
  const begin = async (page: Page): Promise<DeviceFlow> => {
    const { body } = await connect(page);
    assert.equal(body.kind, 'device', JSON.stringify(body));
    return (body as Extract<ConnectAnswer, { kind: 'device' }>).flow;
  };
  const approve = ({ verificationUri, userCode }: DeviceFlow) => enterDeviceCode(verificationUri, { login: 'ada', userCode });
  const questions = () => provider.tokenCalls.filter(({ grantType }) => grantType === deviceGrant).length;
  const codesOf = async (page: Page) => {
    const { id } = await page.connection('screen');
    return (await page.send<LogPage>('GET', paths.logs(id))).body.entries.map(({ code }) => code);
  };

  it('takes a customer from a code to a token that is handed over, renewed and revoked', async () => {
    const page = await openPage('journey');
    const flow = await begin(page);
    assert.match(flow.userCode, /^\S{4}-\S{4}$/);
    assert.equal(flow.verificationUri, `${provider.issuer}/device`);
    assert.equal(flow.verificationUriComplete, `${provider.issuer}/device?user_code=${flow.userCode}`);
    assert.deepEqual(await page.flow(flow.id), { id: flow.id, state: 'authorizing' });

    assert.match(await approve(flow), /successful/);
    await makePollDue(database);
    const ended = await page.flow(flow.id);
    assert.deepEqual([ended.state, ended.connection?.status, ended.connection?.connect], ['succeeded', 'configured', 'device']);
    const { id } = await page.connection('screen');
    const handOver = () => vendors[0].send<Credentials>('POST', paths.credentials(id), {});
    const first = (await handOver()).body.token?.access_token;
    assert.ok(first);
    await expireTokens(database);
    const renewed = (await handOver()).body.token?.access_token;
    assert.ok(renewed !== undefined && renewed !== first);
    const { body } = await page.send<Disconnected>('POST', paths.disconnect(id));
    assert.equal(body.revocation, 'revoked');
    assert.deepEqual(await codesOf(page), ['revoked', 'disconnected', 'connected', 'sign_in_started', 'saved']);
  });

  it('leads with the complete address straight to the confirmation', async () => {
    const page = await openPage('complete');
    const flow = await begin(page);
    assert.match(await enterDeviceCode(flow.verificationUriComplete ?? '', { login: 'ada', userCode: 'not needed' }), /success/i);
    await makePollDue(database);
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
  });

  it('E12: asks no sooner than the interval, and once however many read at two servers', async () => {
    const page = await openPage('interval');
    const flow = await begin(page);
    const other = await vendors[1].openPage({ customer: { id: 'interval' }, integration: 'screens' });
    const before = questions();
    const read = () => Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? page : other).flow(flow.id)));
    await read();
    assert.equal(questions(), before);
    await makePollDue(database);
    const states = (await read()).map(({ state }) => state);
    assert.deepEqual(new Set(states), new Set(['authorizing']));
    assert.equal(questions(), before + 1);
    await read();
    assert.equal(questions(), before + 1);
  });

  it('goes on in the background when nobody looks', async () => {
    const page = await openPage('background');
    const flow = await begin(page);
    await approve(flow);
    const worker = await startConnectionServer({ database: secondPool, config: deviceConfig(provider), background: true });
    await makePollDue(database);
    await eventually('the worker has asked', async () => (await page.connection('screen')).connected);
    await worker.close();
    assert.equal((await page.flow(flow.id)).state, 'succeeded');
  });

  it('E13: declined at the third party, it fails and leaves the connection as it was', async () => {
    const page = await openPage('declined');
    const flow = await begin(page);
    await enterDeviceCode(flow.verificationUri, { login: 'ada', userCode: flow.userCode, cancels: true });
    await makePollDue(database);
    const ended = await page.flow(flow.id);
    assert.deepEqual([ended.state, ended.code, ended.connection?.status], ['failed', 'access_denied', 'not_configured']);
    const before = questions();
    await makePollDue(database);
    await page.flow(flow.id);
    assert.equal(questions(), before);
  });

  it('C18: cancelled, it asks no more, and a code approved later connects nothing', async () => {
    const page = await openPage('cancelled');
    const flow = await begin(page);
    await approve(flow);
    const before = questions();
    assert.equal((await page.send<{ state: string }>('POST', paths.flowCancel(flow.id))).body.state, 'cancelled');
    await makePollDue(database);
    assert.equal((await page.flow(flow.id)).state, 'cancelled');
    assert.equal(questions(), before);
    assert.equal((await page.connection('screen')).connected, false);
  });

  it('A14: tokens that arrive after DISCONNECT never reach the row and are revoked', async () => {
    const page = await openPage('a14');
    const flow = await begin(page);
    await approve(flow);
    const { id } = await page.connection('screen');
    const held = provider.holdTokens();
    await makePollDue(database);
    const reading = page.flow(flow.id);
    await held.arrived;
    await page.send('POST', paths.disconnect(id));
    held.release();
    assert.equal((await reading).code, 'flow_superseded');
    assert.equal((await page.connection('screen')).connected, false);
    const rows = await rowsOf<{ connection_id: string }>(
      database,
      sql`select connection_id from revocations where ended_at is null`,
    );
    assert.deepEqual(
      rows.map((row) => row.connection_id),
      [id],
    );
  });

  it('A15: a code of settings that have changed since is worth nothing', async () => {
    const page = await openPage('a15');
    const flow = await begin(page);
    await approve(flow);
    const { id } = await page.connection('screen');
    await page.send('PATCH', paths.fields(id), { fields: { scopes: { op: 'replace', value: 'openid' } } });
    const before = questions();
    await makePollDue(database);
    assert.equal((await page.flow(flow.id)).code, 'definition_changed');
    assert.equal(questions(), before);
  });

  it('A12 A13: belongs to the user and the session that began it', async () => {
    const page = await openPage('a12');
    const flow = await begin(page);
    await approve(flow);
    const colleague = await vendors[0].openPage({ customer: { id: 'a12' }, user: { id: 'two' }, integration: 'screens' });
    assert.equal((await colleague.send('GET', paths.flow(flow.id))).status, 404);
    await endSessions(database);
    await makePollDue(database);
    const later = await vendors[0].openPage({ customer: { id: 'a12' }, integration: 'screens' });
    assert.equal((await later.flow(flow.id)).code, 'session_revoked');
  });

  it('A10: no window can bind it, and the mode belongs to the definition', async () => {
    const page = await openPage('a10');
    const flow = await begin(page);
    for (const origin of [page.origin, '']) {
      assert.equal((await new Window(servers[0]).bind({ id: flow.id, startSecret: 'fss_guess' }, origin)).status, 403);
    }
    const { id } = await page.connection('screen');
    for (const mode of ['popup', 'direct']) {
      assert.equal((await page.send<Problem>('POST', paths.connect(id), { mode })).body.code, 'not_connectable');
    }
  });

  describe('at a server that misbehaves', () => {
    const authorization = {
      device_code: 'DC-secret-1',
      user_code: 'WDJB-MJHT',
      verification_uri: 'https://provider.example/device',
      expires_in: 600,
      interval: 7,
    };
    const beginOdd = async (customer: string) => {
      odd.answerWith(behaviours.json(authorization));
      const page = await openPage(customer, new Vendor(oddServer));
      return { page, flow: await begin(page) };
    };
    const secondsToNextPoll = async (flow: DeviceFlow) => {
      const [row] = await rowsOf<{ seconds: number }>(
        database,
        sql`select extract(epoch from poll_at - now())::double precision as seconds from flows where id = ${flow.id}`,
      );
      return Math.ceil(Number(row?.seconds));
    };

    it('E12: slows down by five seconds for good when it is told so, or when the server is away', async () => {
      const { page, flow } = await beginOdd('slow');
      assert.equal(await secondsToNextPoll(flow), 7);
      const answers = [
        [behaviours.json({ error: 'authorization_pending' }, 400), 7],
        [behaviours.json({ error: 'slow_down' }, 400), 12],
        [behaviours.json({ error: 'authorization_pending' }, 400), 12],
        [behaviours.empty(503), 17],
        [behaviours.hangsUp(), 22],
      ] as const;
      for (const [behaviour, seconds] of answers) {
        odd.answerWith(behaviour);
        await makePollDue(database);
        assert.equal((await page.flow(flow.id)).state, 'authorizing');
        assert.equal(await secondsToNextPoll(flow), seconds);
      }
      odd.answerWith(behaviours.tokens());
      await makePollDue(database);
      assert.equal((await page.flow(flow.id)).state, 'succeeded');
      assert.equal(odd.requests.at(-1)?.body.includes('device_code=DC-secret-1'), true);
    });

    it('ends when the code has expired there or here', async () => {
      const there = await beginOdd('expired-there');
      odd.answerWith(behaviours.json({ error: 'expired_token' }, 400));
      await makePollDue(database);
      assert.equal((await there.page.flow(there.flow.id)).code, 'flow_expired');

      const here = await beginOdd('expired-here');
      await database.db.execute(sql`update flows set expires_at = now() - interval '1 second' where id = ${here.flow.id}`);
      const before = odd.requests.length;
      await makePollDue(database);
      assert.equal((await here.page.flow(here.flow.id)).state, 'expired');
      assert.equal(odd.requests.length, before);
    });

    it('T14: shows no address that is not a web page’s, and then stores nothing', async () => {
      const page = await openPage('t14', new Vendor(oddServer));
      for (const verificationUri of [
        'javascript:alert(1)',
        'http://provider.example/device',
        'https://user@provider.example/',
        'x',
      ]) {
        odd.answerWith(behaviours.json({ ...authorization, verification_uri: verificationUri }));
        assert.deepEqual((await connect(page)).body.code, 'provider_protocol_error', verificationUri);
      }
      odd.answerWith(behaviours.json({ ...authorization, verification_uri_complete: 'javascript:alert(1)' }));
      assert.equal('verificationUriComplete' in (await begin(page)), false);
    });

    it('says what is wrong when it refuses to give a code', async () => {
      const page = await openPage('refused', new Vendor(oddServer));
      odd.answerWith(behaviours.json({ error: 'invalid_client' }, 401));
      const refused = await connect(page);
      assert.equal(refused.body.code, 'invalid_client');
      assert.equal((await codesOf(page))[0], 'invalid_client');
    });

    it('T10: the device code is in no answer, no log and no column as it is', async () => {
      const { page, flow } = await beginOdd('t10');
      assert.equal(JSON.stringify([flow, await page.snapshot()]).includes(authorization.device_code), false);
      assert.equal(oddServer.logged().includes(authorization.device_code), false);
      const [row] = await rowsOf<{ text: string }>(database, sql`select flows::text as text from flows where id = ${flow.id}`);
      assert.equal(row?.text.includes(Buffer.from(authorization.device_code).toString('hex')), false);
    });
  });
});
