import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

describe('a connection’s log', () => {
  let database: TestDatabase;
  let storage: Storage;
  before(async () => {
    database = await openTestDatabase();
    storage = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
  });
  after(() => database.close());

  async function aConnection(customer: string): Promise<{ customerId: string; connectionId: string }> {
    const customerId = await storage.customers.ensure(customer, undefined);
    const configVars = [{ stableKey: 'erp', definitionKey: 'erp', initialStatus: 'not_configured' } as const];
    const instance = await storage.customers.ensureInstance(customerId, { key: 'sync', name: 'Sync' }, configVars);
    const [connection] = await storage.connections.ofInstance(customerId, instance.id);
    return { customerId, connectionId: connection?.id ?? '' };
  }
  const append = (owner: { customerId: string; connectionId: string }, message: string) =>
    storage.journal.appendLog(owner, { severity: 'info', code: 'saved', message });
  const messages = async (owner: { customerId: string; connectionId: string }) =>
    (await storage.journal.readLog(owner, { limit: 100 })).map(({ message }) => message);

  it('keeps the newest lines of each connection, and none that is too old', async () => {
    const [busy, quiet] = [await aConnection('busy'), await aConnection('quiet')];
    for (const message of ['1', '2', '3', '4', '5']) await append(busy, message);
    await append(quiet, 'old');
    await database.db.execute(sql`update connection_logs set created_at = now() - interval '91 days' where message = 'old'`);
    await append(quiet, 'new');
    assert.equal(await storage.journal.sweepLogs({ days: 90, lines: 3 }), 3);
    assert.deepEqual(await messages(busy), ['5', '4', '3']);
    assert.deepEqual(await messages(quiet), ['new']);
    assert.equal(await storage.journal.sweepLogs({ days: 90, lines: 3 }), 0);
  });
});
