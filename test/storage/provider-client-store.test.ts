import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { rowsOf } from '../support/rows-of.ts';

describe('the pause of a client', () => {
  let database: TestDatabase;
  let clients: Storage['providerClients'];
  before(async () => {
    database = await openTestDatabase();
    clients = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey))).providerClients;
  });
  after(() => database.close());

  it('is counted by the database, for one client', async () => {
    await clients.pause(Buffer.from('a'), 60);
    const left = await clients.pausedSeconds(Buffer.from('a'));
    assert.ok(left > 30 && left <= 60);
    assert.equal(await clients.pausedSeconds(Buffer.from('b')), 0);
  });

  it('is not shortened by a later answer', async () => {
    await clients.pause(Buffer.from('long'), 600);
    await clients.pause(Buffer.from('long'), 1);
    assert.ok((await clients.pausedSeconds(Buffer.from('long'))) > 500);
  });

  it('is over when its time has come, and then swept away', async () => {
    await clients.pause(Buffer.from('over'), 0);
    assert.equal(await clients.pausedSeconds(Buffer.from('over')), 0);
    await clients.sweep();
    const names = (await rowsOf<{ name: string }>(database, sql`select encode(key, 'escape') as name from provider_clients`)).map(
      ({ name }) => name,
    );
    assert.deepEqual(names.toSorted(), ['a', 'long']);
  });
});
