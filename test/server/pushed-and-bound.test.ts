import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { authorizedFetch } from '../../server/client/index.ts';
import {
  paths,
  type Credentials,
  type Disconnected,
  type LogPage,
  type Problem,
  type TestResult,
} from '../../server/contract/index.ts';
import { rowsOf } from '../support/rows-of.ts';
import { Window } from '../support/callers.ts';
import { signInAt, startGrantWorld, type GrantWorld } from '../support/grant-world.ts';
import { expireTokens } from '../support/time-travel.ts';

describe('a provider that wants requests pushed and tokens bound to a key', () => {
  let world: GrantWorld;

  before(async () => {
    world = await startGrantWorld(
      (provider) => {
        const connection = signInAt(provider);
        const { issuer } = provider;
        return {
          ...connection,
          provider: {
            ...connection.provider,
            authorize: { url: `${issuer}/auth?prompt=consent`, issuer, pushedUrl: `${issuer}/request`, requirePushed: true },
            dpop: true,
          },
          test: { url: `${issuer}/me` },
        };
      },
      {
        configure: (base) => ({
          ...base,
          features: {
            ...base.features,
            userinfo: { enabled: true },
            pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
            dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true },
          },
        }),
      },
    );
  });
  after(() => world.stop());

  async function connected(customer: string) {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    const flow = await page.connect('app', new Window(world.server));
    assert.equal(flow.state, 'succeeded', JSON.stringify(flow));
    const { id } = await page.connection('app');
    return { page, id };
  }
  const handOver = async (id: string) => {
    const { body } = await world.vendor.send<Credentials & Problem>('POST', paths.credentials(id), {});
    assert.ok(body.token, JSON.stringify(body));
    return body.token;
  };

  it('sends the browser off with the client id and a reference, and nothing else', async () => {
    const page = await world.vendor.openPage({ customer: { id: 'pushed' } });
    const url = new URL(await new Window(world.server).start(await page.beginFlow('app')));
    assert.equal(url.origin + url.pathname, `${world.provider.issuer}/auth`);
    assert.deepEqual([...url.searchParams.keys()], ['client_id', 'request_uri']);
  });

  it('connects, hands over what it takes to use the token, renews with the same key and revokes', async () => {
    const { page, id } = await connected('whole');
    const token = await handOver(id);
    assert.equal(token.token_type, 'DPoP');
    assert.ok(token.dpop_key);

    const me = await authorizedFetch(token)(`${world.provider.issuer}/me`);
    assert.equal(me.status, 200, await me.clone().text());
    const asBearer = await fetch(`${world.provider.issuer}/me`, { headers: { authorization: `Bearer ${token.access_token}` } });
    assert.equal(asBearer.status, 401);

    await expireTokens(world.database);
    const renewed = await handOver(id);
    assert.notEqual(renewed.access_token, token.access_token);
    assert.deepEqual(renewed.dpop_key, token.dpop_key);
    assert.equal((await authorizedFetch(renewed)(`${world.provider.issuer}/me`)).status, 200);

    const tested = await page.send<TestResult>('POST', paths.test(id));
    assert.equal(tested.body.ok, true, JSON.stringify(tested.body));

    const ended = await page.send<Disconnected>('POST', paths.disconnect(id));
    assert.equal(ended.body.revocation, 'revoked');
    assert.equal((await authorizedFetch(renewed)(`${world.provider.issuer}/me`)).status, 401);
  });

  it('says why when it will not take a request, ends the sign-in and logs it', async () => {
    const page = await world.vendor.openPage({ customer: { id: 'down' } });
    const flow = await page.beginFlow('app');
    const window = new Window(world.server);
    world.provider.isDown = true;
    const refused = await window.bind(flow);
    world.provider.isDown = false;
    assert.equal(refused.body.code, 'provider_error');
    const { state, code, connection } = await page.flow(flow.id);
    assert.deepEqual([state, code, connection?.status], ['failed', 'provider_error', 'not_configured']);
    const logged = await page.send<LogPage>('GET', paths.logs(connection?.id ?? ''));
    assert.equal(logged.body.entries[0]?.code, 'provider_error');
    assert.equal((await window.bind(flow)).body.code, 'flow_not_bound');
  });

  it('makes another key for every connection', async () => {
    const keys = [];
    for (const customer of ['one', 'two']) keys.push((await handOver((await connected(customer)).id)).dpop_key?.d);
    assert.ok(keys[0] !== undefined && keys[0] !== keys[1]);
  });

  it('keeps the key out of the database, the log and every answer to the tag', async () => {
    const { page, id } = await connected('sealed');
    const key = (await handOver(id)).dpop_key;
    assert.ok(key);
    const rows = await rowsOf(
      world.database,
      sql`select encode(sealed, 'escape') as bytes from credentials union select encode(sealed, 'escape') from flows`,
    );
    const seen = [
      JSON.stringify(rows),
      JSON.stringify(await page.snapshot()),
      JSON.stringify((await page.send<LogPage>('GET', paths.logs(id))).body),
      world.server.logged(),
    ];
    for (const text of seen) assert.equal(text.includes(key.d), false);
  });
});
