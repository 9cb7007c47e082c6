import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type EventPage } from '../../server/contract/index.ts';
import { Window } from '../support/callers.ts';
import { behaviours } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { expireTokens } from '../support/time-travel.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

describe('what happens to a grant at the third party', () => {
  let world: OddAnswersWorld;
  let receiver: WebhookReceiver;
  before(async () => {
    world = await startOddAnswersWorld();
    receiver = await startWebhookReceiver();
    const events = ['connection.scopes_changed', 'connection.access_denied', 'connection.flow_expired'];
    await world.vendors[0].send('POST', paths.webhooks, { url: receiver.url, events });
  });
  after(async () => {
    await world.stop();
    await receiver.stop();
  });
  const eventsOf = async (id: string) => {
    const { body } = await world.vendors[0].send<EventPage>('GET', paths.events({ limit: 500 }));
    return body.events.filter(({ data }) => data.connection === id).map(({ type }) => type);
  };

  it('is told by webhook and in GET /v1/events: other scopes at a renewal, a refusal, a sign-in nobody finished', async () => {
    world.tokens.answerWith(behaviours.tokens({ scope: 'openid offline_access api:read' }));
    const { page, id } = await world.connected('scopes');
    await expireTokens(world.database);
    assert.equal((await world.handOver(id)).status, 200);
    assert.equal((await eventsOf(id)).includes('connection.scopes_changed'), false, 'the same scopes are no news');
    await expireTokens(world.database);
    world.tokens.answerWith(behaviours.tokens({ scope: 'openid offline_access' }));
    assert.equal((await world.handOver(id)).status, 200);
    assert.deepEqual((await page.connection('erp')).scopes?.missing, ['api:read']);

    const refused = await world.vendors[0].openPage({ customer: { id: 'refused' } });
    const window = new Window(world.servers[0]);
    const asked = new URL(await window.start(await refused.beginFlow('erp')));
    const callback = new URL(`${world.servers[0].url}${paths.oauthCallback('erp')}`);
    callback.searchParams.set('error', 'access_denied');
    callback.searchParams.set('state', asked.searchParams.get('state') ?? '');
    await window.open(callback);

    const left = await world.vendors[0].openPage({ customer: { id: 'left' } });
    const flow = await left.beginFlow('erp');
    await new Window(world.servers[0]).start(flow);
    await world.database.db.execute(sql`update flows set expires_at = now() - interval '1 second' where id = ${flow.id}`);

    world.servers[1].start();
    await receiver.whenReceived(3);
    const ids = { refused: (await refused.connection('erp')).id, left: (await left.connection('erp')).id };
    const expected = [
      ['connection.scopes_changed', id],
      ['connection.access_denied', ids.refused],
      ['connection.flow_expired', ids.left],
    ] as const;
    assert.deepEqual(
      receiver.received.map(({ event }) => [event.type, event.data.connection]).toSorted(),
      expected.map(([type, connection]) => [type, connection]).toSorted(),
    );
    for (const [type, connection] of expected) {
      assert.equal((await eventsOf(connection)).filter((one) => one === type).length, 1, type);
    }
  });
});
