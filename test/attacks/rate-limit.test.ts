import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths } from '../../server/contract/index.ts';
import { behaviours } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { rowsOf } from '../support/rows-of.ts';
import { expireTokens } from '../support/time-travel.ts';

const tooMany = (headers: Record<string, string> = {}) => behaviours.empty(429, headers);

describe('a provider that says its client asks too often', () => {
  let world: OddAnswersWorld;
  let database: OddAnswersWorld['database'];
  let tokens: OddAnswersWorld['tokens'];
  let connected: OddAnswersWorld['connected'];
  let handOver: OddAnswersWorld['handOver'];

  before(async () => {
    world = await startOddAnswersWorld();
    ({ database, tokens, connected, handOver } = world);
  });
  beforeEach(async () => {
    await database.db.execute(sql`delete from provider_clients`);
    tokens.answerWith(behaviours.tokens());
  });
  after(() => world.stop());

  const secondsPaused = async () => {
    const [row] = await rowsOf<{ left: number }>(
      database,
      sql`select max(extract(epoch from free_at - clock_timestamp()))::double precision as left from provider_clients`,
    );
    return row?.left;
  };
  const endPause = () => database.db.execute(sql`update provider_clients set free_at = now() - interval '1 second'`);

  it('E07: is asked by no connection of that client, on no server, until it said, and nothing turns red', async () => {
    const [first, second] = [await connected('first'), await connected('second')];
    await expireTokens(database);
    tokens.answerWith(tooMany({ 'retry-after': '17' }));
    assert.equal((await handOver(first.id)).body.code, 'token_unavailable');
    tokens.answerWith(behaviours.tokens({ access_token: 'AT-2' }));
    tokens.requests.length = 0;
    for (const by of world.vendors) {
      for (const { id } of [first, second]) assert.equal((await handOver(id, {}, by)).body.code, 'token_unavailable');
    }
    assert.equal(tokens.requests.length, 0);
    for (const { page } of [first, second]) assert.equal((await page.connection('erp')).status, 'configured');

    await endPause();
    for (const { id } of [first, second])
      assert.equal((await handOver(id, {}, world.vendors[1])).body.token?.access_token, 'AT-2');
  });

  it('E07: is still asked by other clients, and by whoever signs in', async () => {
    const { id } = await connected('paused');
    await expireTokens(database);
    tokens.answerWith(tooMany());
    await handOver(id);
    tokens.answerWith(behaviours.tokens());
    const { page } = await connected('newcomer');
    assert.equal((await page.connection('erp')).status, 'configured');
    const machine = await page.connection('machine');
    await page.send('PATCH', paths.fields(machine.id), {
      fields: {
        clientId: { op: 'replace', value: 'machine' },
        clientSecret: { op: 'replace', value: world.provider.client.secret },
      },
    });
    await page.send('POST', paths.connect(machine.id), { mode: 'direct' });
    await expireTokens(database);
    assert.equal((await handOver(machine.id)).status, 200);
  });

  const waits = [
    ['seconds', () => '17', 17],
    ['a date', () => new Date(Date.now() + 90_000).toUTCString(), 90],
    ['nothing', () => undefined, 15],
    ['a negative number', () => '-1', 15],
    ['ten years', () => '315360000', 3600],
  ] as const;
  for (const [name, say, seconds] of waits) {
    it(`E07: is left alone for about ${seconds} s when its Retry-After says ${name}`, async () => {
      const { id } = await connected('waits');
      await expireTokens(database);
      const value = say();
      tokens.answerWith(tooMany(value === undefined ? {} : { 'retry-after': value }));
      await handOver(id);
      const left = await secondsPaused();
      assert.ok(left !== undefined && left > seconds - 15 && left <= seconds + 2, `${left}`);
    });
  }

  it('E07: paints nothing red, however long it goes on', async () => {
    const { page, id } = await connected('patient');
    await expireTokens(database);
    await database.db.execute(sql`update credentials set failures = 9, failing_since = now() - interval '3 days'`);
    tokens.answerWith(tooMany());
    await handOver(id);
    const { status, warning } = await page.connection('erp');
    assert.deepEqual([status, warning], ['configured', 'rate_limited']);
  });
});
