import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paths, type SessionAnswer, type SessionRequest, type Snapshot } from '../../server/contract/index.ts';
import { Page } from '../support/callers.ts';
import { startSyncWorld, type SyncWorld } from '../support/sync-world.ts';

describe('a session that brings what the tag shows first', () => {
  let world: SyncWorld;
  before(async () => {
    world = await startSyncWorld();
  });
  after(() => world.stop());

  async function open(more: Partial<SessionRequest>): Promise<SessionAnswer> {
    const request = { customer: { id: 'acme' }, user: { id: 'ada' }, integration: 'sync', ...more };
    const { status, body } = await world.vendor.send<SessionAnswer>('POST', paths.sessions, request);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  }
  async function asTheTagAsks(token: string, language: string): Promise<Snapshot> {
    return Object.assign(new Page(world.server, token, 'sync'), { language }).snapshot();
  }

  it('brings exactly what the tag would be answered under it, in the language asked for', async () => {
    for (const [role, locale] of [
      ['customer', 'en'],
      ['organization', 'de-AT'],
    ] as const) {
      const { token, snapshot } = await open({ role, snapshot: { locale }, permissions: ['read', 'edit'] });
      assert.deepEqual(snapshot, await asTheTagAsks(token, locale));
    }
    const { snapshot } = await open({ snapshot: { locale: 'de' } });
    assert.equal(snapshot?.connections.find(({ configVar }) => configVar === 'warehouse')?.label, 'Lager');
  });

  it('brings the words of the definition where no language is named', async () => {
    const { snapshot } = await open({ snapshot: {} });
    assert.equal(snapshot?.connections.find(({ configVar }) => configVar === 'warehouse')?.label, 'Warehouse');
  });

  it('brings no secret: only that one is set', async () => {
    const customer = { id: 'keeps-secrets' };
    const page = await world.vendor.openPage({ customer });
    const secret = 'a key of many characters';
    assert.equal((await page.save('warehouse', { host: 'db.example', accessKey: secret, region: 'eu' })).status, 200);
    const { snapshot } = await open({ customer, snapshot: {} });
    const fields = snapshot?.connections.find(({ configVar }) => configVar === 'warehouse')?.fields ?? [];
    assert.equal(fields.find(({ key }) => key === 'host')?.value, 'db.example');
    const { set, value } = fields.find(({ key }) => key === 'accessKey') ?? {};
    assert.deepEqual([set, value], [true, undefined]);
    assert.equal(JSON.stringify(snapshot).includes(secret), false);
  });

  it('brings nothing unless it was asked for, nor where the session may not read', async () => {
    assert.deepEqual(Object.keys(await open({})), ['token', 'expiresAt', 'instanceId']);
    assert.equal((await open({ snapshot: {}, permissions: ['connect'] })).snapshot, undefined);
  });
});
