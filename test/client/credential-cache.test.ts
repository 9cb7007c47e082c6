import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CredentialCache } from '../../server/client/credential-cache.ts';
import type { Credentials } from '../../server/contract/index.ts';

/** A cache on a clock of the test's own, and a server that counts what it is asked. */
function setUp({ lifeSeconds = 3600, maxEntries = 1000, seconds = 10 } = {}) {
  let now = Date.parse('2026-11-24T00:00:00Z');
  let loads = 0;
  const cache = new CredentialCache({ seconds, maxEntries, now: () => now });
  const make = (id: string, version: number): Credentials => ({
    id,
    key: 'erp',
    configVarKey: 'erp',
    fields: {},
    version,
    token: { access_token: `AT${version}`, token_type: 'Bearer', expires_at: new Date(now + lifeSeconds * 1000).toISOString() },
  });
  const load = (id: string) => () => Promise.resolve(make(id, ++loads));
  const read = async (id = 'con_1', minTtlSeconds = 60, from = load(id)) =>
    (await cache.read({ key: id, minTtlSeconds, load: from })).version;
  return { cache, make, read, loads: () => loads, pass: (secondsPassed: number) => (now += secondsPassed * 1000) };
}

describe('the cache of credentials', () => {
  it('asks once for what is read twice within 10 seconds, and again after', async () => {
    const { read, pass } = setUp();
    assert.deepEqual([await read(), await read()], [1, 1]);
    pass(9.9);
    assert.equal(await read(), 1);
    pass(0.1);
    assert.equal(await read(), 2);
  });

  it('shares one request among two calls at once', async () => {
    const { read, loads } = setUp();
    assert.deepEqual(await Promise.all([read(), read()]), [1, 1]);
    assert.equal(loads(), 1);
  });

  it('asks again for a token that must live longer than the one it keeps', async () => {
    const { read } = setUp({ lifeSeconds: 100 });
    assert.deepEqual([await read('con_1', 60), await read('con_1', 101), await read('con_1', 60)], [1, 2, 2]);
  });

  it('does not keep an answer that was on its way while the connection was forgotten', async () => {
    const { cache, make, read } = setUp();
    let answer = (_credentials: Credentials): void => undefined;
    const slow = read('con_1', 60, () => new Promise((resolve) => (answer = resolve)));
    cache.forget('con_1');
    answer(make('con_1', 7));
    assert.equal(await slow, 7);
    assert.equal(await read(), 1);
  });

  it('does not put an older version in the place of a newer one', async () => {
    const { cache, make, read } = setUp();
    cache.keep('con_1', make('con_1', 9));
    cache.keep('con_1', make('con_1', 8));
    assert.equal(await read(), 9);
  });

  it('keeps no failure', async () => {
    const { read } = setUp();
    await assert.rejects(read('con_1', 60, () => Promise.reject(new Error('down'))));
    assert.equal(await read(), 1);
  });

  it('keeps two of three connections when there is room for two: those used last', async () => {
    const { read } = setUp({ maxEntries: 2 });
    assert.deepEqual([await read('a'), await read('b'), await read('a'), await read('c')], [1, 2, 1, 3]);
    assert.deepEqual([await read('a'), await read('b')], [1, 4]);
  });

  it('keeps nothing with 0 seconds, and refuses more than 60', async () => {
    const { read } = setUp({ seconds: 0 });
    assert.deepEqual([await read(), await read()], [1, 2]);
    assert.throws(() => setUp({ seconds: 61 }), RangeError);
  });
});
