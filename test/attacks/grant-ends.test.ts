import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  paths,
  type ConnectionEvent,
  type ConnectionSummary,
  type EventPage,
  type LogPage,
} from '../../server/contract/index.ts';
import { behaviours } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';
import { ageCredentials } from '../support/time-travel.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const day = 86_400;

describe('a grant that ends', () => {
  let world: OddAnswersWorld;
  let receiver: WebhookReceiver;
  before(async () => {
    world = await startOddAnswersWorld();
    receiver = await startWebhookReceiver();
    await world.vendors[0].send('POST', paths.webhooks, { url: receiver.url, events: ['connection.ends_soon'] });
  });
  after(async () => {
    await world.stop();
    await receiver.stop();
  });

  const daysLeft = (iso: string | undefined) => Math.round((Date.parse(iso ?? '') - Date.now()) / (day * 1000));
  const connectWith = async (members: Record<string, unknown>) => {
    world.tokens.answerWith(behaviours.tokens(members));
    return { ...(await world.connected(JSON.stringify(members))), members };
  };
  /** The days go by, and then the code asks for a token, which is renewed with an answer of that moment. */
  async function renewAfter(days: number, ids: readonly (readonly [string, Record<string, unknown>])[]): Promise<void> {
    await ageCredentials(world.database, days);
    for (const [id, members] of ids) {
      world.tokens.answerWith(behaviours.tokens(members));
      assert.equal((await world.handOver(id)).status, 200);
    }
  }
  const tellings = async (id: string): Promise<ConnectionEvent[]> => {
    const { body } = await world.vendors[0].send<EventPage>('GET', paths.events({ limit: 500 }));
    return body.events.filter(({ type, data }) => type === 'connection.ends_soon' && data.connection === id);
  };

  it('D18: the lifetime of a refresh token is stored, by either name, and its end is told ahead of time, once', async () => {
    const names = ['refresh_token_expires_in', 'x_refresh_token_expires_in'];
    const left = (name: string, days: number) => ({ [name]: String(days * day) });
    const ending: ({ name: string } & Awaited<ReturnType<typeof connectWith>>)[] = [];
    for (const name of names) ending.push({ name, ...(await connectWith(left(name, 101))) });
    const rolling = await connectWith(left('refresh_token_expires_in', 100));
    const endless = await connectWith({});
    for (const { page, id } of ending) {
      const { endsAt, endsSoon } = await page.connection('erp');
      assert.deepEqual([daysLeft(endsAt), endsSoon], [101, undefined]);
      const summary = await world.vendors[0].send<ConnectionSummary>('GET', paths.connection(id));
      assert.equal(summary.body.endsAt, endsAt);
    }
    assert.equal((await endless.page.connection('erp')).endsAt, undefined);

    const atRest = [rolling, endless].map(({ id, members }) => [id, members] as const);
    await renewAfter(93, [...ending.map(({ id, name }) => [id, left(name, 8)] as const), ...atRest]);
    for (const { page } of ending)
      assert.equal((await page.connection('erp')).endsSoon, undefined, 'eight days ahead nobody is told');
    await renewAfter(2, [...ending.map(({ id, name }) => [id, left(name, 6)] as const), ...atRest]);
    world.servers[1].start();
    await receiver.whenReceived(ending.length);
    assert.deepEqual(
      receiver.received.map(({ event }) => [event.type, event.data.connection]).toSorted(),
      ending.map(({ id }) => ['connection.ends_soon', id]).toSorted(),
    );

    await renewAfter(1, [...ending.map(({ id, name }) => [id, left(name, 5)] as const), ...atRest]);
    for (const { page, id } of ending) {
      const { endsAt, endsSoon, status } = await page.connection('erp');
      assert.deepEqual([daysLeft(endsAt), endsSoon, status], [5, true, 'configured']);
      const told = await tellings(id);
      assert.deepEqual(
        told.map(({ data }) => [data.status, daysLeft(data.endsAt)]),
        [['configured', 6]],
      );
      const { body: log } = await page.send<LogPage>('GET', paths.logs(id));
      assert.deepEqual(
        log.entries.filter(({ code }) => code === 'ends_soon').map(({ severity }) => severity),
        ['warn'],
      );
    }
    for (const { id, page } of [rolling, endless])
      assert.deepEqual([await tellings(id), (await page.connection('erp')).endsSoon], [[], undefined]);
  });
});
