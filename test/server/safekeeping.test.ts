import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReceivedTokens } from '../../server/services/received-tokens.ts';
import { createSafekeeping, NotStoredYetError } from '../../server/services/safekeeping.ts';
import { createLogger } from '../../server/telemetry/index.ts';

const received = { kind: 'renewal', customerId: 'cus_1', connectionId: 'con_1' } as ReceivedTokens;
const away = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
const safe = () => createSafekeeping({ log: createLogger({ level: 'silent' }) });

describe('received tokens', () => {
  it('R07: are offered until the database takes them, and told how old they are and that it is not the first time', async () => {
    const safekeeping = safe();
    const tries: boolean[] = [];
    const outcome = await safekeeping.keep(received, ({ isRepeat, ageSeconds }) => {
      tries.push(isRepeat);
      assert.equal(safekeeping.holds('con_1'), true);
      return tries.length < 3 ? away() : Promise.resolve(ageSeconds > 0.2);
    });
    assert.deepEqual([outcome, tries], [true, [false, true, true]]);
    assert.deepEqual([safekeeping.atRisk, safekeeping.holds('con_1')], [0, false]);
  });

  it('are not offered again when the refusal is no trouble of the database', async () => {
    let tries = 0;
    const refused = safe().keep(received, () => {
      tries += 1;
      return Promise.reject(new TypeError('a fault of ours'));
    });
    await assert.rejects(refused, TypeError);
    assert.equal(tries, 1);
  });

  it('R07: whoever asked is told after a while that they are not stored, and they are stored all the same', async () => {
    const safekeeping = createSafekeeping({ log: createLogger({ level: 'silent' }), callerWaitMs: 1 });
    const isBack = Promise.withResolvers<undefined>();
    let stored = false;
    const asked = safekeeping.keep(received, async () => {
      await isBack.promise;
      stored = true;
    });
    await assert.rejects(asked, NotStoredYetError);
    assert.deepEqual([stored, safekeeping.atRisk], [false, 1]);
    isBack.resolve(undefined);
    await safekeeping.drain();
    assert.deepEqual([stored, safekeeping.atRisk], [true, 0]);
  });

  it('R18: a try that the database never answers is tried again', async () => {
    const safekeeping = createSafekeeping({ log: createLogger({ level: 'silent' }), silenceMs: 1 });
    let tries = 0;
    const outcome = await safekeeping.keep(received, () => {
      tries += 1;
      return tries === 1 ? new Promise<string>(() => undefined) : Promise.resolve('stored');
    });
    assert.deepEqual([outcome, tries], ['stored', 2]);
  });
});
