import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { Window } from '../support/callers.ts';
import { behaviours, type Behaviour } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { rowsOf } from '../support/rows-of.ts';
import { endLeases, expireTokens } from '../support/time-travel.ts';

const { json, raw, tokens: plain } = behaviours;

describe('a token answer, in the product', () => {
  let world: OddAnswersWorld;
  let database: OddAnswersWorld['database'];
  let tokens: OddAnswersWorld['tokens'];
  let connected: OddAnswersWorld['connected'];
  let handOver: OddAnswersWorld['handOver'];

  before(async () => {
    world = await startOddAnswersWorld();
    ({ database, tokens, connected, handOver } = world);
  });
  beforeEach(() => tokens.answerWith(plain()));
  after(() => world.stop());

  const refreshTokenSent = () => new URLSearchParams(tokens.requests.at(-1)?.body).get('refresh_token');
  const secondsUntilDue = async (id: string) => {
    const [row] = await rowsOf<{ seconds: number | null }>(
      database,
      sql`select extract(epoch from refresh_due_at - now())::double precision as seconds from credentials where connection_id = ${id}`,
    );
    return row?.seconds;
  };

  const useless: readonly (readonly [string, Behaviour])[] = [
    ['D03 a page', raw('<html>', 'text/html')],
    ['D06 without a token', plain({ access_token: undefined })],
    ['D06 with a number for a token', plain({ access_token: 42 })],
    ['D06 with a line break in the token', plain({ access_token: 'AT\r\nX-Injected: 1' })],
    ['D07 that is no object', raw('["AT"]')],
    ['D09 for a token of a type nobody asked for', plain({ token_type: 'mac' })],
  ];
  for (const [name, behaviour] of useless) {
    it(`${name} stores nothing at sign-in, and leaves the stored token alone at renewal`, async () => {
      tokens.answerWith(behaviour);
      const never = await connected(`never ${name}`);
      assert.deepEqual([(await never.page.connection('erp')).connected, await secondsUntilDue(never.id)], [false, undefined]);

      tokens.answerWith(plain());
      const { page, id } = await connected(`had ${name}`);
      const { body } = await handOver(id);
      tokens.answerWith(behaviour);
      assert.equal((await handOver(id, { minTtlSeconds: 3600, rejectedVersion: body.version })).status, 503);
      assert.equal((await page.connection('erp')).status, 'configured');
      assert.deepEqual((await handOver(id)).body, body);
    });
  }

  for (const lifetime of [0, -5]) {
    it(`D11 with expires_in ${lifetime} is over at once, and renewed once a minute`, async () => {
      tokens.answerWith(plain({ expires_in: lifetime }));
      const { id } = await connected(`dead ${lifetime}`);
      assert.ok(((await secondsUntilDue(id)) ?? 0) > 45);
      const before = tokens.requests.length;
      for (let call = 0; call < 5; call += 1) assert.equal((await handOver(id)).status, 200);
      assert.equal(tokens.requests.length, before);
      await database.db.execute(sql`
        update credentials set expires_at = expires_at - interval '61 seconds', last_refreshed_at = last_refreshed_at - interval '61 seconds'
        where connection_id = ${id}`);
      for (let call = 0; call < 5; call += 1) assert.equal((await handOver(id)).status, 200);
      assert.equal(tokens.requests.length, before + 1);
    });
  }

  it('D13 without expires_in plans no renewal; a refused token asks for one', async () => {
    tokens.answerWith(plain({ expires_in: undefined }));
    const { id } = await connected('endless');
    assert.equal(await secondsUntilDue(id), null);
    const { body } = await handOver(id);
    assert.equal('expires_at' in (body.token ?? {}), false);
    tokens.answerWith(plain({ access_token: 'AT-2', expires_in: undefined }));
    assert.equal((await handOver(id, { rejectedVersion: body.version })).body.token?.access_token, 'AT-2');
  });

  for (const value of [undefined, '', null]) {
    it(`D15 D17 with the refresh token ${JSON.stringify(value) ?? 'absent'} keeps the one there is`, async () => {
      const { id } = await connected(`keeps ${value}`);
      tokens.answerWith(plain({ refresh_token: value }));
      for (let round = 0; round < 2; round += 1) {
        await expireTokens(database);
        assert.equal((await handOver(id)).status, 200);
        assert.equal(refreshTokenSent(), 'RT-1');
      }
      const logged = world.servers[0].logged().split('\n');
      const remarks = logged.filter((line) => line.includes(id) && line.includes('refresh_token_empty'));
      assert.equal(remarks.length, value === undefined ? 0 : 2, 'an empty one is logged');
    });
  }

  it('D16 with a new refresh token replaces both tokens at once', async () => {
    const { id } = await connected('rotates');
    for (const round of [2, 3]) {
      await expireTokens(database);
      tokens.answerWith(plain({ access_token: `AT-${round}`, refresh_token: `RT-${round}` }));
      assert.equal((await handOver(id)).body.token?.access_token, `AT-${round}`);
      assert.equal(refreshTokenSent(), `RT-${round - 1}`);
    }
  });

  it('E03 invalid_grant, while another server has stored a newer version, gives the newer token and paints nothing', async () => {
    const { page, id } = await connected('overtaken');
    await expireTokens(database);
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<undefined>();
    tokens.answerWith((response) => {
      asked.resolve(undefined);
      void answer.promise.then(() => json({ error: 'invalid_grant' }, 400)(response));
    });
    const slow = handOver(id);
    await asked.promise;
    await endLeases(database);
    tokens.answerWith(plain({ access_token: 'AT-newer' }));
    assert.equal((await handOver(id, {}, world.vendors[1])).body.token?.access_token, 'AT-newer');
    answer.resolve(undefined);
    const late = await slow;
    assert.deepEqual([late.status, late.body.token?.access_token], [200, 'AT-newer']);
    assert.equal((await page.connection('erp')).status, 'configured');
  });

  for (const error of ['invalid_client', 'unauthorized_client']) {
    it(`E04 that says ${error} is the vendor's to mend: no customer is told to sign in again`, async () => {
      const { page, id } = await connected(error);
      await expireTokens(database);
      tokens.answerWith(json({ error }, 401));
      assert.equal((await handOver(id)).body.code, 'token_unavailable');
      const { status, warning } = await page.connection('erp');
      assert.deepEqual([status, warning], ['configured', 'invalid_client']);
    });
  }

  it('E09 that was lost is not asked for again while the token lives, where a second use may end the grant', async () => {
    const { page, id } = await connected('in doubt');
    const { body } = await handOver(id);
    tokens.answerWith(behaviours.hangsUp());
    assert.equal((await handOver(id, { rejectedVersion: body.version })).status, 503);
    tokens.answerWith(plain({ access_token: 'AT-2' }));
    const before = tokens.requests.length;
    assert.equal((await handOver(id, { rejectedVersion: body.version })).status, 503);
    assert.deepEqual((await handOver(id)).body, body);
    assert.equal(tokens.requests.length, before);
    assert.equal((await page.connection('erp')).status, 'configured');
    await expireTokens(database);
    assert.equal((await handOver(id)).body.token?.access_token, 'AT-2', 'near the end there is little left to lose');
  });

  it('E13 E14 that refuses a new sign-in, or a declined one, leaves the old credential in force', async () => {
    const { page, id } = await connected('again');
    const { body } = await handOver(id);
    tokens.answerWith(json({ error: 'invalid_grant' }, 400));
    const refused = await page.connect('erp', new Window(world.servers[0]));
    assert.deepEqual([refused.state, refused.code], ['failed', 'exchange_rejected']);
    const window = new Window(world.servers[0]);
    const flow = await page.beginFlow('erp');
    const authorization = new URL(await window.start(flow));
    const callback = new URL(authorization.searchParams.get('redirect_uri') ?? '');
    callback.search = String(
      new URLSearchParams({ error: 'access_denied', state: authorization.searchParams.get('state') ?? '' }),
    );
    await window.open(callback);
    assert.equal((await page.flow(flow.id)).code, 'access_denied');
    assert.equal((await page.connection('erp')).status, 'configured');
    assert.deepEqual((await handOver(id)).body, body);
  });
});
