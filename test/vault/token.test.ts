import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalHashes, generateId, generateToken, hashToken } from '../../server/vault/index.ts';

describe('tokens and ids', () => {
  it('have their prefix and 256 or 128 random bits', () => {
    assert.match(generateToken('ccs'), /^ccs_[A-Za-z0-9_-]{43}$/);
    assert.match(generateId('con'), /^con_[A-Za-z0-9_-]{22}$/);
    assert.equal(new Set(Array.from({ length: 1000 }, () => generateId('con'))).size, 1000);
  });

  it('are stored and compared as hashes', () => {
    const token = generateToken('ccs');
    assert.equal(hashToken(token).length, 32);
    assert.equal(equalHashes(hashToken(token), hashToken(token)), true);
    assert.equal(equalHashes(hashToken(token), hashToken(`${token}x`)), false);
    assert.equal(equalHashes(hashToken(token), hashToken(token).subarray(1)), false);
  });
});
