import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

describe('connections read for use', () => {
  let database: TestDatabase;
  let storage: Storage;
  const connections: { id: string; customerId: string; secret: string }[] = [];

  before(async () => {
    database = await openTestDatabase();
    storage = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
    for (const name of ['acme', 'globex', 'initech']) {
      const customerId = await storage.customers.ensure(name, undefined);
      const configVars = [{ stableKey: 'erp', definitionKey: 'erp', initialStatus: 'not_configured' } as const];
      const instance = await storage.customers.ensureInstance(customerId, { key: 'sync', name: 'Sync' }, configVars);
      const [connection] = await storage.connections.ofInstance(customerId, instance.id);
      const id = connection?.id ?? '';
      const secret = `the secret of ${name}`;
      await storage.values.put({ customerId, connectionId: id }, 1, 'test', [{ inputKey: 'key', value: secret, secret: true }]);
      connections.push({ id, customerId, secret });
    }
  });
  after(() => database.close());

  it('each who asks at the same moment gets its own, also twice, and nobody gets what is not there', async () => {
    const asked = [...connections, ...connections.toReversed()];
    const [unknown, ...found] = await Promise.all(
      ['con_unknown', ...asked.map(({ id }) => id)].map((id) => storage.use.find(id)),
    );
    assert.equal(unknown, undefined);
    for (const [index, { id, customerId, secret }] of asked.entries()) {
      assert.equal(found[index]?.record.id, id);
      assert.equal(found[index].record.customerId, customerId);
      assert.equal((await found[index].readValues()).get('key'), secret);
    }
  });

  it('what cannot be an id spoils nobody’s answer', async () => {
    const [acme, globex] = connections;
    const [good, bad, list] = await Promise.allSettled(
      [acme?.id ?? '', '\u0000', `${acme?.id},${globex?.id}`].map((id) => storage.use.find(id)),
    );
    assert.equal(good?.status === 'fulfilled' ? good.value?.record.id : '', acme?.id);
    assert.equal(bad?.status, 'rejected');
    assert.deepEqual(list, { status: 'fulfilled', value: undefined });
  });

  it('another customer’s id finds nothing', async () => {
    const [acme, globex] = connections;
    assert.ok(acme && globex);
    assert.equal((await storage.use.findOf(acme.customerId, acme.id))?.record.id, acme.id);
    assert.equal(await storage.use.findOf(acme.customerId, globex.id), undefined);
  });
});
