import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { createStorage, type Storage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { rowsOf } from '../support/rows-of.ts';

describe('the turns of a client', () => {
  let database: TestDatabase;
  let clients: Storage['providerClients'];
  before(async () => {
    database = await openTestDatabase();
    clients = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey))).providerClients;
  });
  after(() => database.close());

  const take = (name: string, spacingSeconds = 60, patienceSeconds = 600) =>
    clients.takeTurn(Buffer.from(name), spacingSeconds, patienceSeconds);
  const rounded = async (turn: ReturnType<typeof take>) => {
    const { isTaken, inSeconds } = await turn;
    // Plus nothing: a turn that came a moment ago rounds to -0.
    return [isTaken, Math.round(inSeconds / 60) + 0];
  };

  it('come one after another by the database’s clock, each client’s by itself', async () => {
    for (const minute of [0, 1, 2]) assert.deepEqual(await rounded(take('a')), [true, minute]);
    assert.deepEqual(await rounded(take('b')), [true, 0]);
  });

  it('are all different, however many ask at once', async () => {
    const turns = await Promise.all(Array.from({ length: 10 }, () => rounded(take('many'))));
    assert.deepEqual(
      turns.toSorted(([, one], [, other]) => Number(one) - Number(other)),
      Array.from({ length: 10 }, (_, minute) => [true, minute]),
    );
  });

  it('are not taken by who will not wait so long, and stay for the others', async () => {
    await take('busy', 300);
    assert.deepEqual(await rounded(take('busy', 60, 240)), [false, 5]);
    assert.deepEqual(await rounded(take('busy', 60, 360)), [true, 5]);
  });

  it('wait while the provider has asked to, and a pause is not shortened by a later answer', async () => {
    await clients.pause([Buffer.from('paused')], 600);
    await clients.pause([Buffer.from('paused')], 60);
    assert.deepEqual(await rounded(take('paused', 60, 300)), [false, 10]);
    assert.deepEqual(await rounded(take('paused', 60, 660)), [true, 10]);
    assert.deepEqual(await rounded(take('paused', 60, 900)), [true, 11]);
    assert.equal(Math.round((await clients.freeIn(Buffer.from('paused'))) / 60), 12);
    assert.equal(await clients.freeIn(Buffer.from('nobody')), 0);
  });

  it('are forgotten when the client is free', async () => {
    await take('free', 0);
    await clients.sweep();
    const rows = await rowsOf<{ name: string }>(database, sql`select encode(key, 'escape') as name from provider_clients`);
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), ['a', 'b', 'busy', 'many', 'paused']);
  });
});
