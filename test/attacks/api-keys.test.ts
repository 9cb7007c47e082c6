import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { paths } from '../../server/contract/index.ts';
import { apiKeyTrustMs, createApiKeyCheck, revokeApiKey } from '../../server/services/api-keys.ts';
import { createStorage } from '../../server/storage/index.ts';
import { createVault, hashToken, parseEncryptionKeys } from '../../server/vault/index.ts';
import { Vendor } from '../support/callers.ts';
import { startConnectionServer, testEncryptionKey } from '../support/connection-server.ts';
import { openTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { syncConfig } from '../support/sync-config.ts';

const config = syncConfig({ issuer: 'https://erp.example', client: { id: 'app', secret: 'secret' } });
const key = 'an-api-key-of-many-characters';

describe('a revoked API key', () => {
  it('H12: is refused by every server that has trusted it, a second later at the latest, and only that key', async () => {
    const revoked = new Map<string, Buffer>();
    const settings = {
      read: (name: string) => Promise.resolve(revoked.get(name)),
      put: (name: string, value: Buffer) => Promise.resolve(void revoked.set(name, value)),
    };
    let now = 5_000;
    const other = 'another-key-of-many-characters';
    const replicas = [1, 2, 3].map(() => createApiKeyCheck([key, other].map(hashToken), settings, () => now));
    const ask = (token: string) => Promise.all(replicas.map((isApiKey) => isApiKey(token)));
    assert.deepEqual(await ask(key), [true, true, true]);
    assert.deepEqual(await ask('a-key-that-nobody-ever-listed'), [false, false, false]);
    await revokeApiKey(settings, key);
    assert.equal([...revoked].flat().join(' ').includes(key), false, 'only its hash is stored');
    now += apiKeyTrustMs;
    assert.deepEqual(await ask(key), [false, false, false]);
    assert.deepEqual(await ask(other), [true, true, true]);
    assert.equal(apiKeyTrustMs, 1_000);
  });

  it('H12: opens nothing any more on any server of the database', async () => {
    const database = await openTestDatabase();
    const servers = [await startConnectionServer({ database, config }), await startConnectionServer({ database, config })];
    try {
      const statuses = () =>
        Promise.all(servers.map(async (server) => (await new Vendor(server).send('GET', paths.connections)).status));
      assert.deepEqual(await statuses(), [200, 200]);
      const { settings } = createStorage(database.db, createVault(parseEncryptionKeys(testEncryptionKey)));
      await revokeApiKey(settings, servers[0]?.apiKey ?? '');
      await eventually('both refuse', async () => (await statuses()).every((status) => status === 401));
    } finally {
      for (const server of servers) await server.close();
      await database.close();
    }
  });

  it('is ended from the command line, which reads it where no history keeps it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'connection-config-keys-'));
    try {
      const definitions = join(folder, 'connections.json');
      writeFileSync(definitions, JSON.stringify({ components: [], integrations: [] }));
      const run = async (command: string[], input: string) => {
        const main = join(import.meta.dirname, '../../server/cli/main.ts');
        const child = spawn(process.execPath, ['--conditions=source', main, ...command], {
          env: {
            PATH: process.env['PATH'],
            NODE_NO_WARNINGS: '1',
            DATA_DIR: folder,
            ENCRYPTION_KEY: testEncryptionKey,
            CONNECTIONS_CONFIG: definitions,
            API_KEY: key,
          },
        });
        child.stdin.end(input);
        const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
        return { code: child.exitCode, said: (out + error).trim() };
      };
      assert.equal((await run(['migrate'], '')).code, 0);
      const nothing = await run(['keys', 'revoke'], '\n');
      assert.deepEqual([nothing.code, nothing.said], [1, 'No key on standard input. Nothing was changed.']);
      const done = await run(['keys', 'revoke'], `${key}\n`);
      assert.deepEqual([done.code, done.said.includes(key)], [0, false]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
