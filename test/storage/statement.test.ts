import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { schema } from '../../server/storage/database.ts';
import { eq, isNull } from '../../server/storage/drizzle.ts';
import { createStorage } from '../../server/storage/index.ts';
import { statement, type Places } from '../../server/storage/statement.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const { connectionLogs, customers } = schema;

describe('a statement that is put together once', () => {
  let database: TestDatabase;
  let built: number;

  const insertCustomer = statement((db, { id, name }: Places<{ id: string; name?: string | null }>) => {
    built += 1;
    return db.insert(customers).values({ id, externalId: id, ...(name === undefined ? {} : { name }) });
  });
  const findCustomers = statement((db, { name }: Places<{ name: string }>) =>
    db.select({ id: customers.id }).from(customers).where(eq(customers.name, name)),
  );

  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());
  beforeEach(() => {
    built = 0;
  });

  it('is built once for each combination of values that are given, null and absent', async () => {
    for (const id of ['one', 'two']) await insertCustomer(database.db, { id, name: 'Acme' });
    await insertCustomer(database.db, { id: 'three', name: null });
    await insertCustomer(database.db, { id: 'four' });
    await insertCustomer(database.db, { id: 'five' });
    assert.equal(built, 3);
    const rows = await findCustomers(database.db, { name: 'Acme' });
    assert.deepEqual(rows.map(({ id }) => id).toSorted(), ['one', 'two']);
  });

  it('runs in the transaction it is given, wherever it was run before', async () => {
    await findCustomers(database.db, { name: 'nobody' });
    const changed = database.db.transaction(async (tx) => {
      await insertCustomer(tx, { id: 'rolled back', name: 'Rolled back' });
      assert.equal((await findCustomers(tx, { name: 'Rolled back' })).length, 1);
      throw new Error('changed my mind');
    });
    await assert.rejects(changed, /changed my mind/);
    assert.deepEqual(await findCustomers(database.db, { name: 'Rolled back' }), []);
  });

  it('stores null where JSON goes as null', async () => {
    const storage = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
    const customerId = await storage.customers.ensure('acme', undefined);
    const configVars = [{ stableKey: 'erp', definitionKey: 'erp', initialStatus: 'not_configured' } as const];
    const { id } = await storage.customers.ensureInstance(customerId, { key: 'sync', name: 'Sync' }, configVars);
    const [connection] = await storage.connections.ofInstance(customerId, id);
    const owner = { customerId, connectionId: connection?.id ?? '' };
    const audit = { customerId, actor: 'user:1', action: 'connection.saved', target: owner.connectionId };
    const event = { type: 'connection.saved', data: { status: 'configured' } };
    const log = { severity: 'info', code: 'saved', message: 'Saved.' } as const;
    await storage.journal.append(owner, { log, audit, event });
    await storage.journal.append(owner, { log: { ...log, details: { field: 'url' } }, audit, event });
    const rows = await database.db
      .select({ isNull: isNull(connectionLogs.details), details: connectionLogs.details })
      .from(connectionLogs)
      .orderBy(connectionLogs.sequence);
    assert.deepEqual(rows, [
      { isNull: true, details: null },
      { isNull: false, details: { field: 'url' } },
    ]);
  });
});
