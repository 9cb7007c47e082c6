import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { Webhook as Verifier } from 'standardwebhooks';
import { verifyWebhook, WebhookVerificationError } from '../../server/client/index.ts';
import { paths, type DeliveryList, type Problem, type Webhook, type WebhookWithSecret } from '../../server/contract/index.ts';
import { retryPlan } from '../../server/services/deliver-webhooks.ts';
import { eventually } from '../support/eventually.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';
import { startWebhookReceiver, type ReceivedDelivery, type WebhookReceiver } from '../support/webhook-receiver.ts';

const secret = 'warehouse-secret-value';

describe('webhooks', () => {
  let world: SyncWorld;
  let receiver: WebhookReceiver;
  let endpoint: WebhookWithSecret;

  before(async () => {
    world = await startSyncWorld({ background: true });
  });
  after(() => world.stop());
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
    endpoint = await create();
  });
  afterEach(async () => {
    await world.vendor.send('DELETE', paths.webhook(endpoint.id));
    await receiver.stop();
  });

  async function create(request: object = {}): Promise<WebhookWithSecret> {
    const answer = await world.vendor.send<WebhookWithSecret>('POST', paths.webhooks, { url: receiver.url, ...request });
    assert.equal(answer.status, 201);
    return answer.body;
  }
  const change = (patch: object) => world.vendor.send<Webhook>('PATCH', paths.webhook(endpoint.id), patch);
  const read = async () => (await world.vendor.send<Webhook>('GET', paths.webhook(endpoint.id))).body;
  const deliveries = async () =>
    (await world.vendor.send<DeliveryList>('GET', paths.webhookDeliveries(endpoint.id))).body.deliveries;
  /** Whatever waits for its next try is due now. */
  const hurry = () => world.database.db.execute(sql`update deliveries set due_at = now() where due_at is not null`);

  /** A save and a DISCONNECT: two events. */
  async function makeEvents(customer: string): Promise<string> {
    const page = await world.vendor.openPage({ customer: { id: customer } });
    const { id } = await page.connection('warehouse');
    const fields = { host: { op: 'replace', value: 'store.example' }, accessKey: { op: 'replace', value: secret } };
    assert.equal((await page.send('PATCH', paths.fields(id), { fields })).status, 200);
    assert.equal((await world.vendor.send('POST', paths.vendorDisconnect(id))).status, 200);
    return id;
  }
  const types = (list: readonly ReceivedDelivery[]) => list.map(({ event }) => event.type);

  it('delivers each event once, in order, signed so that the reference verifier accepts it', async () => {
    await makeEvents('signed');
    await receiver.whenReceived(2);
    assert.deepEqual(types(receiver.received), ['connection.saved', 'connection.disconnected']);
    for (const { headers, body, event } of receiver.received) {
      const verified = new Verifier(endpoint.secret).verify(body, headers as Record<string, string>);
      assert.deepEqual(verified, event);
      assert.equal(headers['webhook-id'], event.id);
      assert.deepEqual(await verifyWebhook({ body, headers }, endpoint.secret), event);
      assert.equal(body.includes(secret), false);
    }
    await eventually('both are ticked off', async () => (await deliveries()).every(({ state }) => state === 'delivered'));
    assert.equal((await read()).pending, 0);
  });

  it('T28: a delivery that was changed, or is old, does not verify', async () => {
    await makeEvents('tampered');
    await receiver.whenReceived(1);
    const [delivery] = receiver.received;
    assert.ok(delivery);
    const { body, headers } = delivery;
    const old = String(Number(headers['webhook-timestamp']) - 301);
    for (const changed of [
      { body: body.replace('connection.saved', 'connection.revoked'), headers },
      { body, headers: { ...headers, 'webhook-id': 'evt_other' } },
      { body, headers: { ...headers, 'webhook-timestamp': old } },
      { body, headers: { ...headers, 'webhook-signature': 'v1,AAAA' } },
      { body, headers: { ...headers, 'webhook-signature': undefined } },
    ]) {
      await assert.rejects(verifyWebhook(changed, endpoint.secret), WebhookVerificationError);
    }
    const other = `whsec_${Buffer.alloc(32).toString('base64')}`;
    await assert.rejects(verifyWebhook({ body, headers }, other), WebhookVerificationError);
  });

  it('tries again after a refusal, and holds later events of that connection back, not those of others', async () => {
    receiver.status = 500;
    const first = await makeEvents('refused');
    await receiver.whenReceived(1);
    receiver.status = 204;
    const second = await makeEvents('others');
    await receiver.whenReceived(3);
    assert.deepEqual(
      receiver.received.map(({ event }) => event.data.connection),
      [first, second, second],
      'nothing of the first connection went past its refused event',
    );
    await eventually('the rest arrives', async () => {
      await hurry();
      return receiver.received.length === 5;
    });
    const own = receiver.received.filter(({ event }) => event.data.connection === first);
    assert.deepEqual(types(own), ['connection.saved', 'connection.saved', 'connection.disconnected']);
    assert.equal(own[0]?.event.id, own[1]?.event.id, 'a repetition has the same id');
  });

  it('R37: gives up after ten tries over 75.6 hours, disables the endpoint, and takes up where it stopped when it is enabled', async () => {
    const planned = retryPlan.reduce((sum, seconds) => sum + seconds, 0);
    assert.deepEqual([retryPlan.length + 1, (planned / 3600).toFixed(1)], [10, '75.6']);
    receiver.status = 503;
    await makeEvents('down');
    await eventually(
      'it is disabled',
      async () => {
        await hurry();
        return (await read()).state === 'disabled';
      },
      30_000,
    );
    assert.equal(receiver.received.length, 10);
    assert.equal((await read()).disabledReason, 'unreachable');
    assert.match(world.server.logged(), /a webhook endpoint was disabled/);
    const [waiting, failed] = await deliveries();
    assert.deepEqual([failed?.state, failed?.attempts, failed?.status, waiting?.state], ['failed', 10, 503, 'pending']);

    receiver.status = 200;
    receiver.received.length = 0;
    assert.equal((await change({ state: 'enabled' })).body.state, 'enabled');
    await receiver.whenReceived(2);
    assert.deepEqual(types(receiver.received), ['connection.saved', 'connection.disconnected']);
  });

  it('is disabled at once by a 410', async () => {
    receiver.status = 410;
    await makeEvents('gone');
    await eventually('it is disabled', async () => (await read()).disabledReason === 'gone');
    assert.equal(receiver.received.length, 1);
  });

  it('signs with both secrets while one is being replaced, and with the new one alone when told so', async () => {
    const { body: renewed } = await world.vendor.send<WebhookWithSecret>('POST', paths.webhookSecret(endpoint.id), {});
    assert.notEqual(renewed.secret, endpoint.secret);
    await makeEvents('rotated');
    await receiver.whenReceived(2);
    for (const key of [endpoint.secret, renewed.secret]) {
      const [delivery] = receiver.received;
      assert.ok(delivery);
      new Verifier(key).verify(delivery.body, delivery.headers as Record<string, string>);
    }
    const { body: last } = await world.vendor.send<WebhookWithSecret>('POST', paths.webhookSecret(endpoint.id), {
      oldEndsInSeconds: 0,
    });
    await makeEvents('rotated-again');
    await receiver.whenReceived(3);
    const delivery = receiver.received[2];
    assert.ok(delivery);
    const headers = delivery.headers as Record<string, string>;
    new Verifier(last.secret).verify(delivery.body, headers);
    assert.throws(() => new Verifier(renewed.secret).verify(delivery.body, headers));
  });

  it('sends again what happened from a moment on', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    await makeEvents('replayed');
    await receiver.whenReceived(2);
    const before = receiver.received.map(({ event }) => event.id);
    const { status } = await world.vendor.send('POST', paths.webhookReplay(endpoint.id), { since });
    assert.equal(status, 200);
    await eventually('both arrive again', () => {
      const again = receiver.received.slice(2).map(({ event }) => event.id);
      return before.every((id) => again.includes(id));
    });
  });

  it('sends the types that were asked for, and nothing while it is disabled', async () => {
    await change({ events: ['connection.disconnected'] });
    await makeEvents('filtered');
    await receiver.whenReceived(1);
    assert.deepEqual(types(receiver.received), ['connection.disconnected']);
    await change({ state: 'disabled' });
    await makeEvents('unheard');
    await change({ events: null, state: 'enabled' });
    await receiver.whenReceived(3);
    assert.deepEqual(types(receiver.received).slice(1), ['connection.saved', 'connection.disconnected']);
  });

  it('T28: an address that may not be called is refused, or never reached', async () => {
    for (const url of [
      'http://hooks.vendor.example/',
      'https://user:word@hooks.vendor.example/',
      'ftp://hooks.vendor.example/',
    ]) {
      const { status, body } = await world.vendor.send<Problem>('POST', paths.webhooks, { url });
      assert.deepEqual([status, body.code, body.errors?.[0]?.path], [400, 'invalid_request', 'url']);
    }
    await change({ url: 'https://10.1.2.3/' });
    await makeEvents('inside');
    await eventually('the call is refused', async () => (await deliveries()).at(-1)?.error === 'egress_refused');
  });

  it('shows its secret once and never lists it', async () => {
    assert.match(endpoint.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const list = JSON.stringify((await world.vendor.send('GET', paths.webhooks)).body);
    assert.ok(list.includes(endpoint.id));
    assert.equal(list.includes(endpoint.secret), false);
    const stored = JSON.stringify(await world.database.db.execute(sql`select encode(sealed, 'escape') from webhook_endpoints`));
    assert.equal(stored.includes(endpoint.secret.slice(6)), false);
    assert.equal((await world.vendor.send('GET', paths.webhook('whe_unknown'))).status, 404);
  });
});
