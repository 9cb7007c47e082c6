import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, it } from 'node:test';
import { createVault, parseEncryptionKeys, VaultError, type SealContext } from '../../server/vault/index.ts';

const newKey = () => randomBytes(32).toString('base64');
const keys = parseEncryptionKeys(`first:${newKey()}`);
const vault = createVault(keys);
const place: SealContext = { customerId: 'cus_a', rowId: 'con_1', field: 'tokens', generation: 3 };
const secret = 'xoxb-canary-secret-é';

function aDataKey(customerId = 'cus_a', of = vault) {
  return of.openDataKey({ customerId, ...of.createDataKey(customerId) });
}

const decryptFailed = (error: unknown) => error instanceof VaultError && error.code === 'decrypt_failed';

describe('a sealed value', () => {
  it('opens in its own place', () => {
    const dataKey = aDataKey();
    assert.equal(vault.unseal(dataKey, place, vault.seal(dataKey, place, secret)), secret);
    assert.equal(vault.unseal(dataKey, place, vault.seal(dataKey, place, '')), '');
  });

  it('T06 holds nothing of the plaintext and is different every time', () => {
    const dataKey = aDataKey();
    const [one, two] = [vault.seal(dataKey, place, secret), vault.seal(dataKey, place, secret)];
    assert.notDeepEqual(one, two);
    assert.equal(one.includes('canary'), false);
  });

  const elsewhere: readonly (readonly [string, Partial<SealContext>])[] = [
    ['another row', { rowId: 'con_2' }],
    ['another field', { field: 'verifier' }],
    ['an older generation', { generation: 2 }],
    ['a later generation', { generation: 4 }],
    ['another customer', { customerId: 'cus_b' }],
    ['a row and field that read alike when joined', { rowId: 'con_1tokens', field: '' }],
    ['a customer and row that read alike when joined', { customerId: 'cus_acon', rowId: '_1' }],
  ];
  for (const [name, change] of elsewhere) {
    it(`T06 does not open in ${name}`, () => {
      const dataKey = aDataKey();
      assert.throws(() => vault.unseal(dataKey, { ...place, ...change }, vault.seal(dataKey, place, secret)), decryptFailed);
    });
  }

  it('T06 does not open under the data key of another customer, whatever the place says', () => {
    const sealed = vault.seal(aDataKey(), place, secret);
    assert.throws(() => vault.unseal(aDataKey('cus_b'), place, sealed), decryptFailed);
    assert.throws(() => vault.unseal(aDataKey('cus_b'), { ...place, customerId: 'cus_b' }, sealed), decryptFailed);
  });

  it('does not open when any one bit is changed, or the record is cut', () => {
    const dataKey = aDataKey();
    const sealed = vault.seal(dataKey, place, secret);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      assert.throws(() => vault.unseal(dataKey, place, changed), decryptFailed, `byte ${index}`);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      assert.throws(() => vault.unseal(dataKey, place, sealed.subarray(0, length)), decryptFailed, `length ${length}`);
    }
  });

  it('is not made under the data key of another customer', () => {
    assert.throws(() => vault.seal(aDataKey('cus_b'), place, secret), TypeError);
  });

  it('reads a record that a driver hands over as a plain Uint8Array', () => {
    const dataKey = aDataKey();
    assert.equal(vault.unseal(dataKey, place, new Uint8Array(vault.seal(dataKey, place, secret))), secret);
  });
});

describe('a data key', () => {
  it('is stored only wrapped, and cannot be printed once open', () => {
    const dataKey = aDataKey();
    const bytes = dataKey.key.export();
    for (const text of [inspect(dataKey, { depth: 9 }), JSON.stringify(dataKey)]) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        assert.equal(text.includes(bytes.toString(encoding)), false);
    }
  });

  it('T06 does not open for another customer or under another id', () => {
    const wrapped = vault.createDataKey('cus_a');
    assert.throws(() => vault.openDataKey({ ...wrapped, customerId: 'cus_b' }), decryptFailed);
    assert.throws(() => vault.openDataKey({ ...wrapped, id: 'dek_other', customerId: 'cus_a' }), decryptFailed);
  });

  it('does not open with a wrong key of the same name, nor without its key', () => {
    const wrapped = { ...vault.createDataKey('cus_a'), customerId: 'cus_a' };
    assert.throws(() => createVault(parseEncryptionKeys(`first:${newKey()}`)).openDataKey(wrapped), decryptFailed);
    assert.throws(() => createVault(parseEncryptionKeys(`second:${newKey()}`)).openDataKey(wrapped), { code: 'key_unavailable' });
  });

  it('stays open for five minutes at most, and never for other bytes', () => {
    let now = 0;
    const cached = createVault(keys, { now: () => now });
    const row = { ...cached.createDataKey('cus_a'), customerId: 'cus_a' };
    const opened = cached.openDataKey(row);
    now = 299_999;
    assert.equal(cached.openDataKey(row), opened);
    const altered = Buffer.from(row.wrapped);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    assert.throws(() => cached.openDataKey({ ...row, wrapped: altered }), decryptFailed);
    assert.throws(() => cached.openDataKey({ ...row, customerId: 'cus_b' }), decryptFailed);
    now = 300_000;
    assert.notEqual(cached.openDataKey(row), opened);
  });

  it('makes room for newer ones', () => {
    const small = createVault(keys, { cacheCapacity: 2 });
    const rows = ['cus_a', 'cus_b', 'cus_c'].map((customerId) => ({ ...small.createDataKey(customerId), customerId }));
    const opened = rows.map((row) => small.openDataKey(row));
    assert.equal(small.openDataKey(rows[2]!), opened[2]);
    assert.notEqual(small.openDataKey(rows[0]!), opened[0]);
  });

  it('moves to a new encryption key without touching what it sealed', () => {
    const old = parseEncryptionKeys(`old:${newKey()}`);
    const row = { ...createVault(old).createDataKey('cus_a'), customerId: 'cus_a' };
    const sealed = createVault(old).seal(createVault(old).openDataKey(row), place, secret);
    const fresh = parseEncryptionKeys(`new:${newKey()}`);
    const rotating = createVault([...fresh, ...old]);
    const moved = rotating.rewrapDataKey(row);
    assert.deepEqual([moved.id, moved.kekId], [row.id, 'new']);
    const afterwards = createVault(fresh);
    assert.equal(afterwards.unseal(afterwards.openDataKey({ ...moved, customerId: 'cus_a' }), place, sealed), secret);
  });
});

describe('the sentinel', () => {
  it('T33 is opened by the key that sealed it, also after another was put first', () => {
    const sealed = vault.sealSentinel();
    assert.equal(vault.checkSentinel(sealed), true);
    assert.equal(createVault([...parseEncryptionKeys(`newer:${newKey()}`), ...keys]).checkSentinel(sealed), true);
  });

  it('T33 is not opened by another key, whatever its name, nor when it is damaged', () => {
    const sealed = vault.sealSentinel();
    for (const id of ['first', 'other']) {
      assert.equal(createVault(parseEncryptionKeys(`${id}:${newKey()}`)).checkSentinel(sealed), false);
    }
    assert.equal(vault.checkSentinel(sealed.subarray(1)), false);
    assert.equal(vault.checkSentinel(Buffer.alloc(0)), false);
  });
});
