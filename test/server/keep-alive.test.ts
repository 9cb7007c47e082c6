import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { behaviours } from '../support/misbehaving-provider.ts';
import { eventually } from '../support/eventually.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { ageCredentials } from '../support/time-travel.ts';

const day = 86_400;

let world: OddAnswersWorld;
before(async () => {
  world = await startOddAnswersWorld({ facts: { refresh: { rotation: 'rotating_grace', idleSeconds: 60 * day } } });
});
after(() => world.stop());

it('renews a grant at a third of the time after which it dies unused, though its token has no end and nothing asks for it', async () => {
  world.tokens.answerWith(behaviours.tokens({ expires_in: undefined }));
  const due = async ({ page }: Awaited<ReturnType<OddAnswersWorld['connected']>>) => {
    const { nextRefreshAt, endsAt } = await page.connection('erp');
    return [nextRefreshAt, endsAt].map((iso) => (Date.parse(iso ?? '') - Date.now()) / (day * 1000));
  };
  const idle = await world.connected('idle');
  const [refreshIn = 0, endsIn = 0] = await due(idle);
  assert.ok(refreshIn >= 18 && refreshIn <= 20, `due in ${refreshIn} days`);
  assert.ok(endsIn > 59 && endsIn <= 60, `ends in ${endsIn} days`);

  await ageCredentials(world.database, 20);
  const young = await world.connected('young');
  world.tokens.requests.length = 0;
  world.servers[1].start();
  await eventually('the background has renewed it', async () => ((await due(idle))[0] ?? 0) > 17);
  assert.ok(((await due(idle))[1] ?? 0) > 59, 'the limit begins anew');
  assert.equal(world.tokens.requests.length, 1, 'and nothing else was renewed');
  assert.ok(((await due(young))[0] ?? 0) > 17);
});
