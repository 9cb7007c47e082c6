import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const owner = { customerId: 'cus_1', connectionId: 'con_1' };
const data = { customer: 'acme', integration: 'sync', configVar: 'erp', status: 'configured' };

describe('the outbox of events under overlapping transactions', () => {
  let database: TestDatabase;
  let storage: Storage;

  before(async () => {
    database = await openTestDatabase();
    storage = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
  });
  after(() => database.close());

  const append = (tx: Storage, type: string) => tx.journal.appendEvent(owner, { type, data });
  const typesAfter = async (after: number) => (await storage.events.read({ after, limit: 100 })).map(({ type }) => type);

  it('shows an event that was written first and committed last to a reader that has passed the others', async () => {
    const written = Promise.withResolvers<undefined>();
    const read = Promise.withResolvers<undefined>();
    const slow = storage.transaction(async (tx) => {
      await append(tx, 'slow');
      written.resolve(undefined);
      await read.promise;
    });
    await written.promise;
    await append(storage, 'fast');
    const first = await storage.events.read({ after: 0, limit: 100 });
    assert.deepEqual(
      first.map(({ type }) => type),
      ['fast'],
    );
    read.resolve(undefined);
    await slow;
    assert.deepEqual(await typesAfter(first[0]?.position ?? 0), ['slow']);
  });

  it('loses and doubles none for one reader while many write and others read', async () => {
    const start = (await storage.events.read({ after: 0, limit: 100 })).at(-1)?.position ?? 0;
    const writing = Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        Array.from({ length: 10 }).reduce<Promise<void>>(
          (before, _step, step) => before.then(() => storage.transaction((tx) => append(tx, `${writer}.${step}`))),
          Promise.resolve(),
        ),
      ),
    );
    const seen: string[] = [];
    let position = start;
    while (seen.length < 80) {
      const [rows] = await Promise.all([storage.events.read({ after: position, limit: 7 }), typesAfter(position)]);
      seen.push(...rows.map(({ type }) => type));
      position = rows.at(-1)?.position ?? position;
    }
    await writing;
    assert.deepEqual(await typesAfter(position), []);
    assert.equal(new Set(seen).size, 80);
  });
});
