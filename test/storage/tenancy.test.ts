import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const grant = { generation: 1, fingerprint: 'f', rotation: 'non_rotating', refreshable: false } as const;

describe('T17: the stores', () => {
  let database: TestDatabase;
  let storage: Storage;
  let mine: { customerId: string; connectionId: string };
  let stranger: string;

  before(async () => {
    database = await openTestDatabase();
    storage = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
    stranger = await storage.customers.ensure('stranger', undefined);
    const customerId = await storage.customers.ensure('mine', undefined);
    const configVars = [{ stableKey: 'erp', definitionKey: 'erp', initialStatus: 'not_configured' } as const];
    const instance = await storage.customers.ensureInstance(customerId, { key: 'sync', name: 'Sync' }, configVars);
    const [connection] = await storage.connections.ofInstance(customerId, instance.id);
    mine = { customerId, connectionId: connection?.id ?? '' };
    await storage.values.put(mine, 1, 'api', [{ inputKey: 'key', value: 'secret', secret: true }]);
    await storage.credentials.replace(mine, grant, {
      tokens: { accessToken: 'a', tokenType: 'bearer', extras: {}, context: {} },
    });
    await storage.journal.appendLog(mine, { severity: 'info', code: 'connected', message: 'Connected.' });
  });
  after(() => database.close());

  /** Everything that can be asked of a connection, asked by a customer. */
  const ask = async (customerId: string) => {
    const { connectionId } = mine;
    const owner = { customerId, connectionId };
    const credential = { ...owner, generation: 1, version: 1 };
    return [
      (await storage.connections.find(customerId, connectionId))?.id,
      (await storage.transaction((tx) => tx.connections.lock(customerId, connectionId)))?.id,
      (await storage.values.describe(customerId, [connectionId])).get(connectionId)?.length,
      (await storage.values.readForUse(owner)).size,
      (await storage.credentials.find(customerId, connectionId))?.version,
      (await storage.credentials.describe(customerId, [connectionId])).size,
      (await storage.credentials.readTokensForUse(credential))?.accessToken,
      (await storage.journal.readLog(owner, { limit: 10 })).length,
    ];
  };

  it('find everything for the customer it belongs to, and nothing for another', async () => {
    assert.deepEqual(await ask(mine.customerId), [mine.connectionId, mine.connectionId, 1, 1, 1, 1, 'a', 1]);
    assert.deepEqual(await ask(stranger), [undefined, undefined, 0, 0, undefined, 0, undefined, 0]);
  });

  it('change nothing for another customer', async () => {
    const owner = { ...mine, customerId: stranger };
    await storage.connections.update({ id: mine.connectionId, customerId: stranger }, { status: 'error', reason: 'use_failed' });
    await storage.values.remove(owner, ['key']);
    await storage.credentials.remove(stranger, mine.connectionId);
    await storage.values.put(owner, 1, 'api', [{ inputKey: 'key', value: 'overwritten', secret: true }]);
    await storage.credentials.replace(owner, grant, {
      tokens: { accessToken: 'b', tokenType: 'bearer', extras: {}, context: {} },
    });
    assert.equal((await storage.values.readForUse(mine)).get('key'), 'secret');
    await assert.rejects(storage.journal.appendLog(owner, { severity: 'info', code: 'saved', message: 'Saved.' }));
    await assert.rejects(storage.values.put(owner, 2, 'api', [{ inputKey: 'other', value: 'x', secret: false }]));
    assert.deepEqual(await ask(mine.customerId), [mine.connectionId, mine.connectionId, 1, 1, 1, 1, 'a', 1]);
    assert.equal((await storage.connections.find(mine.customerId, mine.connectionId))?.status, 'not_configured');
  });

  it('store all of a transaction or nothing', async () => {
    const failing = storage.transaction(async (tx) => {
      await tx.values.put(mine, 2, 'api', [{ inputKey: 'half', value: 'x', secret: false }]);
      throw new Error('in the middle');
    });
    await assert.rejects(failing, /in the middle/);
    assert.equal((await storage.values.readForUse(mine)).size, 1);
  });
});
