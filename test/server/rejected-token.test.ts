import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { ConnectionError, createClient } from '../../server/client/index.ts';
import { behaviours } from '../support/misbehaving-provider.ts';
import { startOddAnswersWorld, type OddAnswersWorld } from '../support/odd-answers-world.ts';

describe('integration code that reports one token after another as refused', () => {
  let world: OddAnswersWorld;
  before(async () => {
    world = await startOddAnswersWorld({}, { rejectionSpacingSeconds: 60 });
    let renewals = 0;
    world.tokens.answerWith((response) => behaviours.tokens({ access_token: `AT-${++renewals}` })(response));
  });
  after(() => world.stop());

  const aMinuteLater = () =>
    world.database.db.execute(sql`update credentials set last_refreshed_at = last_refreshed_at - interval '61 seconds'`);

  it('gets one renewal a minute, and until then the token there is, marked', async () => {
    const { tokens, handOver, vendors } = world;
    const { id } = await world.connected('loop');
    const first = (await handOver(id)).body;
    tokens.requests.length = 0;
    let { version, notRenewed } = (await handOver(id, { rejectedVersion: first.version })).body;
    assert.deepEqual([version > first.version, notRenewed], [true, undefined]);
    for (let round = 0; round < 20; round += 1) {
      const { status, body } = await handOver(id, { rejectedVersion: version }, vendors[round % 2]);
      assert.deepEqual([status, body.version, body.notRenewed], [200, version, 'renewed_lately']);
    }
    assert.equal(tokens.requests.length, 1);
    // Who reports an older one is given the newer one, and nothing is marked.
    assert.equal((await handOver(id, { rejectedVersion: first.version })).body.notRenewed, undefined);

    await aMinuteLater();
    ({ version, notRenewed } = (await handOver(id, { rejectedVersion: version })).body);
    assert.equal(notRenewed, undefined);
    assert.equal((await handOver(id, { rejectedVersion: version })).body.notRenewed, 'renewed_lately');
    assert.equal(tokens.requests.length, 2);
  });

  it('still gets a token that ends, however lately it was renewed', async () => {
    const { handOver, database } = world;
    const { id } = await world.connected('ends');
    const renewed = (await handOver(id, { rejectedVersion: (await handOver(id)).body.version })).body;
    await database.db.execute(
      sql`update credentials set last_refreshed_at = now() - interval '30 seconds', expires_at = now() - interval '1 second'
        where connection_id = ${id}`,
    );
    const next = (await handOver(id, { rejectedVersion: renewed.version })).body;
    assert.ok(next.version > renewed.version);
  });

  it('through client.use: one renewal and one more try, then the refusal is reported without either', async () => {
    const { tokens, servers } = world;
    const { id, page } = await world.connected('use');
    const client = createClient({ baseUrl: servers[0].url, apiKey: servers[0].apiKey, cacheSeconds: 0 });
    const seen: string[] = [];
    const refused = () =>
      client.use({ id }, ({ token }) => {
        seen.push(token?.access_token ?? '');
        return Promise.reject(new ConnectionError('No.', { status: 401 }));
      });
    tokens.requests.length = 0;
    await assert.rejects(refused, { status: 401 });
    assert.deepEqual([new Set(seen).size, seen.length, tokens.requests.length], [2, 2, 1]);
    assert.equal((await page.connection('erp')).status, 'error');
  });
});
