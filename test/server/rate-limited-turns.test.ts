import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { eventually } from '../support/eventually.ts';
import { behaviours } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { rowsOf } from '../support/rows-of.ts';
import { expireTokens } from '../support/time-travel.ts';

describe('renewals that wait for their turn when the provider asks for patience', () => {
  let world: OddAnswersWorld;
  before(async () => {
    world = await startOddAnswersWorld({}, { clientCallsPerSecond: 0.5 });
  });
  after(() => world.stop());

  it('E07: are not sent, on no server, though their turns were given out before', async () => {
    const { database, tokens, handOver, vendors } = world;
    const ids: string[] = [];
    for (const customer of ['first', 'second', 'third']) ids.push((await world.connected(customer)).id);
    await database.db.execute(sql`delete from provider_clients`);
    await expireTokens(database);
    const turnsGiven = async () => {
      const [row] = await rowsOf<{ turns: number }>(
        database,
        sql`select round(extract(epoch from max(free_at) - clock_timestamp()) / 2)::int as turns from provider_clients`,
      );
      return row?.turns ?? 0;
    };
    tokens.requests.length = 0;
    // Only once the others have their turns: in two and in four seconds.
    tokens.answerWith((response) => {
      void eventually('all turns are given out', async () => (await turnsGiven()) >= 3).then(() =>
        behaviours.empty(429, { 'retry-after': '30' })(response),
      );
    });
    const asked = ids.map((id, index) => handOver(id, {}, vendors[index % 2]));
    for (const { body } of await Promise.all(asked)) assert.equal(body.code, 'token_unavailable');
    assert.equal(tokens.requests.length, 1);

    tokens.answerWith(behaviours.tokens({ access_token: 'AT-2' }));
    await database.db.execute(sql`delete from provider_clients`);
    assert.equal((await handOver(ids[2] ?? '')).body.token?.access_token, 'AT-2');
  });
});
