import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Window } from '../support/callers.ts';
import { behaviours } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';

describe('scopes that the vendor cannot do without', () => {
  let world: OddAnswersWorld;

  before(async () => {
    world = await startOddAnswersWorld({ requiredScopes: ['read', 'admin'] });
  });
  after(() => world.stop());

  it('D19: one that was not granted turns the connection red and says which; signing in again and granting it mends it', async () => {
    world.tokens.answerWith(behaviours.tokens({ scope: 'read write' }));
    const { page, id } = await world.connected('narrow');
    const red = await page.connection('erp');
    assert.deepEqual([red.status, red.reason, red.connected], ['error', 'scope_missing', true]);
    assert.deepEqual(
      red.advice?.map(({ check, by }) => [check, by]),
      [['scopes', 'customer']],
    );
    const { body } = await world.handOver(id);
    assert.equal(body.token?.scope, 'read write', 'what was granted is stored and handed over');

    world.tokens.answerWith(behaviours.tokens({ scope: 'read write admin' }));
    await page.connect('erp', new Window(world.servers[0]));
    assert.equal((await page.connection('erp')).status, 'configured');
  });

  it('D19: an answer without scopes grants what was asked for', async () => {
    world.tokens.answerWith(behaviours.tokens({ scope: undefined }));
    const { page } = await world.connected('silent');
    assert.equal((await page.connection('erp')).status, 'configured');
  });
});
