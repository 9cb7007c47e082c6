import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { Window } from '../support/callers.ts';
import { behaviours } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { expireTokens } from '../support/time-travel.ts';

describe('callers that ask on and on while renewals fail', () => {
  let world: OddAnswersWorld;
  before(async () => {
    world = await startOddAnswersWorld({}, { failureSpacingSeconds: 5 });
  });
  beforeEach(() => world.tokens.answerWith(behaviours.tokens()));
  after(() => world.stop());

  const secondsLater = (seconds: number) =>
    world.database.db.execute(
      sql`update credentials set retry_not_before = retry_not_before - make_interval(secs => ${seconds})`,
    );
  const fails = (headers: Record<string, string> = {}) => {
    world.tokens.requests.length = 0;
    world.tokens.answerWith(behaviours.empty(503, headers));
  };
  const works = () => world.tokens.answerWith(behaviours.tokens({ access_token: 'AT-2' }));

  /** Many at once and one after the other, at both servers. @returns the answers' Retry-After */
  async function ask(id: string, body: object = {}): Promise<number[]> {
    const { handOver, vendors } = world;
    const answers = [
      ...(await Promise.all(Array.from({ length: 10 }, (_, index) => handOver(id, body, vendors[index % 2])))),
      await handOver(id, body, vendors[0]),
      await handOver(id, body, vendors[1]),
    ];
    assert.deepEqual([...new Set(answers.map((answer) => [answer.status, answer.body.code].join()))], ['503,token_unavailable']);
    return answers.slice(-2).map(({ headers }) => Number(headers.get('retry-after')));
  }

  it('E06: call the provider once in five seconds, and are told when to ask again', async () => {
    const { id, page } = await world.connected('outage');
    await expireTokens(world.database);
    fails();
    for (const seconds of await ask(id)) assert.ok(seconds > 0 && seconds <= 5, `${seconds}`);
    assert.equal(world.tokens.requests.length, 1);
    await secondsLater(6);
    await ask(id);
    assert.equal(world.tokens.requests.length, 2);
    assert.equal((await page.connection('erp')).status, 'configured');

    works();
    await secondsLater(6);
    assert.equal((await world.handOver(id)).body.token?.access_token, 'AT-2');
  });

  it('E06: wait for as long as the provider asks for that', async () => {
    const { id } = await world.connected('patient');
    await expireTokens(world.database);
    fails({ 'retry-after': '120' });
    for (const seconds of await ask(id)) assert.ok(seconds > 60 && seconds <= 120, `${seconds}`);
    await secondsLater(6);
    await ask(id);
    assert.equal(world.tokens.requests.length, 1);
  });

  it('are handed a token that is good all the same, and do not get it replaced by reporting it', async () => {
    const { id } = await world.connected('reports');
    const { version } = (await world.handOver(id)).body;
    fails();
    await ask(id, { rejectedVersion: version });
    assert.equal(world.tokens.requests.length, 1);
    const { status, body } = await world.handOver(id);
    assert.deepEqual([status, body.version], [200, version]);
  });

  it('are served at once after a new sign-in', async () => {
    const { id, page } = await world.connected('again');
    await expireTokens(world.database);
    fails({ 'retry-after': '120' });
    await ask(id);
    works();
    await page.connect('erp', new Window(world.servers[0]));
    assert.equal((await world.handOver(id)).body.token?.access_token, 'AT-2');
  });
});
