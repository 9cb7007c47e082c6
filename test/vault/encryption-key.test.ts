import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { parseEncryptionKeys } from '../../server/vault/index.ts';

const base64 = (bytes = 32) => randomBytes(bytes).toString('base64');

describe('parseEncryptionKeys', () => {
  it('reads one key and names it after its fingerprint, the same every time', () => {
    const key = base64();
    const [one] = parseEncryptionKeys(key);
    const [, two] = parseEncryptionKeys(`new:${base64()},${key}`);
    assert.match(one?.id ?? '', /^[0-9a-f]{12}$/);
    assert.equal(two?.id, one?.id);
  });

  it('reads several, the first first, with spaces, a line break and base64url', () => {
    const keys = parseEncryptionKeys(` k2 : ${base64()} ,\n k1:${randomBytes(32).toString('base64url')} ,`);
    assert.deepEqual(
      keys.map(({ id }) => id),
      ['k2', 'k1'],
    );
  });

  const wrong = [
    ['nothing', '', /^ENCRYPTION_KEY is empty\./],
    ['only separators', ' , ', /^ENCRYPTION_KEY is empty\./],
    ['a short key', base64(31), /^ENCRYPTION_KEY, entry 1 has 31 bytes instead of 32\./],
    ['a long key second', `a:${base64()},b:${base64(33)}`, /^ENCRYPTION_KEY, entry 2 has 33 bytes instead of 32\./],
    ['a passphrase', 'correct horse battery staple', /^ENCRYPTION_KEY, entry 1 is not base64\./],
    ['an id that is no id', `a b:${base64()}`, /^ENCRYPTION_KEY, entry 1 has an id/],
    ['the same id twice', `a:${base64()},a:${base64()}`, /^ENCRYPTION_KEY names the key "a" twice\./],
  ] as const;
  for (const [name, text, message] of wrong) {
    it(`refuses ${name} in one line that shows no key`, () => {
      assert.throws(
        () => parseEncryptionKeys(text),
        (error: Error) => {
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /\n/);
          for (const entry of text.split(',').filter((part) => part.trim().length > 20)) {
            assert.equal(error.message.includes(entry.slice(entry.indexOf(':') + 1)), false);
          }
          return true;
        },
      );
    });
  }
});
