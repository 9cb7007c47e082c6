import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createStorage, type CredentialRecord, type NewTokens, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { endLeases, makeRefreshDue } from '../support/time-travel.ts';

const tokensNamed = (accessToken: string): NewTokens => ({
  tokens: { accessToken, tokenType: 'bearer', refreshToken: `${accessToken}-refresh`, extras: {}, context: {} },
  expiresInSeconds: 3600,
  refreshInSeconds: 2880,
});

describe('leases and versions of a credential', () => {
  let database: TestDatabase;
  let storage: Storage;
  let owner: { customerId: string; connectionId: string };
  let customers = 0;

  before(async () => {
    database = await openTestDatabase();
    storage = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
  });
  after(() => database.close());
  beforeEach(async () => {
    customers += 1;
    const customerId = await storage.customers.ensure(`customer-${customers}`, undefined);
    const configVars = [{ stableKey: 'erp', definitionKey: 'erp', initialStatus: 'not_configured' } as const];
    const instance = await storage.customers.ensureInstance(customerId, { key: 'sync', name: 'Sync' }, configVars);
    const [connection] = await storage.connections.ofInstance(customerId, instance.id);
    owner = { customerId, connectionId: connection?.id ?? '' };
    await replace(1, 'first');
  });

  const replace = (generation: number, name: string) =>
    storage.credentials.replace(
      owner,
      { generation, fingerprint: 'f', rotation: 'rotating_strict', refreshable: true },
      tokensNamed(name),
    );
  const current = async () => (await storage.credentials.find(owner.customerId, owner.connectionId)) as CredentialRecord;
  const accessToken = async () => (await storage.credentials.readTokensForUse(await current()))?.accessToken;
  const claim = async (holder: string) => storage.credentials.claim(await current(), holder, 60);

  it('gives a lease to one of many, and to nobody else before it is given back', async () => {
    const leases = await Promise.all(Array.from({ length: 10 }, (_, index) => claim(`holder-${index}`)));
    const [lease, ...more] = leases.filter((held) => held !== undefined);
    assert.ok(lease);
    assert.equal(more.length, 0);
    assert.equal(await claim('late'), undefined);
    await storage.credentials.closeAttempt(lease, 'not_sent');
    await storage.credentials.release(lease, { retryInSeconds: 60 });
    const next = await claim('next');
    assert.equal(next?.fence, lease.fence + 1);
    assert.equal(next.inDoubt, false, 'what was never sent is not in doubt');
  });

  it('R01: the lease of a holder that died is taken over when it ends, and its attempt is in doubt', async () => {
    const dead = await claim('dead');
    assert.ok(dead);
    assert.equal(await claim('heir'), undefined);
    await endLeases(database);
    const heir = await claim('heir');
    assert.equal(heir?.inDoubt, true);
    // The dead one wakes up: it neither gives back what is no longer its own, nor is what it truly renewed lost.
    await storage.credentials.release(dead, { failure: { spacingSeconds: 5 } });
    assert.equal(await claim('third'), undefined);
    assert.equal((await current()).failures, 0);
    assert.equal(await storage.credentials.storeRefreshed(dead, tokensNamed('late')), 'stored');
    assert.equal(await storage.credentials.storeRefreshed(heir, tokensNamed('too-late')), 'superseded');
    assert.equal(await accessToken(), 'late');
  });

  it('a version that is not the newest is never stored over the newest', async () => {
    const lease = await claim('one');
    assert.ok(lease);
    assert.equal(await storage.credentials.storeRefreshed(lease, tokensNamed('second')), 'stored');
    const other = { ...lease, attemptId: 'att_other' };
    assert.equal(await storage.credentials.storeRefreshed(other, tokensNamed('older')), 'superseded');
    // R08: the same attempt once more, as after a lost answer of the database.
    assert.equal(await storage.credentials.storeRefreshed(lease, tokensNamed('again')), 'stored');
    assert.equal(await accessToken(), 'second');
    assert.equal((await current()).version, 2);
    assert.equal(await storage.credentials.claim(lease.credential, 'old', 60), undefined, 'an old version cannot be claimed');
  });

  it('I3: a pair of an older generation is never stored, nor its version claimed', async () => {
    const lease = await claim('one');
    assert.ok(lease);
    await replace(2, 'new grant');
    assert.equal((await current()).version, lease.credential.version, 'the versions alone would be the same');
    assert.equal(await storage.credentials.claim(lease.credential, 'old', 60), undefined);
    assert.equal(await storage.credentials.storeRefreshed(lease, tokensNamed('old grant')), 'superseded');
    assert.equal(await accessToken(), 'new grant');
    await storage.credentials.remove(owner.customerId, owner.connectionId);
    assert.equal(await storage.credentials.storeRefreshed(lease, tokensNamed('resurrected')), 'superseded');
    assert.equal(await current(), undefined);
  });

  it('R35: what is due is given to one of two workers, oldest first, and not again while it is held', async () => {
    await makeRefreshDue(database);
    const [one, two] = await Promise.all([
      storage.credentials.claimDue('a', 60, 100),
      storage.credentials.claimDue('b', 60, 100),
    ]);
    const ids = [...one, ...two].map(({ credential }) => credential.connectionId);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.includes(owner.connectionId));
    assert.deepEqual(await storage.credentials.claimDue('c', 60, 100), []);
  });
});
