import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { rotateKeys } from '../../server/services/rotate-keys.ts';
import { createStorage } from '../../server/storage/index.ts';
import { createVault, parseEncryptionKeys } from '../../server/vault/index.ts';
import { Vendor } from '../support/callers.ts';
import { startConnectionServer } from '../support/connection-server.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { rowsOf } from '../support/rows-of.ts';
import { syncConfig } from '../support/sync-config.ts';

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [old, fresh] = [newKey('old'), newKey('fresh')];
const config = syncConfig({ issuer: 'https://erp.example', client: { id: 'app', secret: 'secret' } });

describe('keys rotate', () => {
  let database: TestDatabase;
  const ids: string[] = [];

  before(async () => {
    database = await openTestDatabase();
    const server = await start(old);
    const vendor = new Vendor(server);
    for (let n = 0; n < 25; n += 1) {
      const page = await vendor.openPage({ customer: { id: `customer-${n}` } });
      const { id } = await page.connection('warehouse');
      const fields = { host: { op: 'replace', value: 'store.example' }, accessKey: { op: 'replace', value: `secret-${n}` } };
      assert.equal((await page.send('PATCH', paths.fields(id), { fields })).status, 200);
      ids.push(id);
    }
    await server.close();
  });
  after(() => database.close());

  const start = (encryptionKey: string) => startConnectionServer({ database, config, encryptionKey });
  const rotate = (keys: string) => {
    const vault = createVault(parseEncryptionKeys(keys));
    return rotateKeys(createStorage(database.db, vault), vault);
  };
  const wrappedBy = () =>
    rowsOf<{ kek_id: string; count: number }>(
      database,
      sql`select kek_id, count(*)::int as count from data_keys group by kek_id order by kek_id`,
    );
  async function readAll(vendor: Vendor): Promise<void> {
    for (const [n, id] of ids.entries()) {
      const { status, body } = await vendor.send<Credentials>('POST', paths.credentials(id), {});
      assert.deepEqual([status, body.fields['accessKey']], [200, `secret-${n}`]);
    }
  }

  it('changes nothing when the old key is missing', async () => {
    assert.deepEqual(await rotate(fresh), { kind: 'key_missing' });
    assert.deepEqual(await rotate(`${fresh},${newKey('other')}`), { kind: 'key_missing' });
    assert.deepEqual(await wrappedBy(), [{ kek_id: 'old', count: 25 }]);
    await (await start(old)).close();
  });

  it('goes on where an earlier run stopped', async () => {
    const storage = createStorage(database.db, createVault(parseEncryptionKeys(`${fresh},${old}`)));
    assert.equal((await storage.customers.rewrapKeys('', 10)).rewrapped, 10);
    assert.deepEqual(await wrappedBy(), [
      { kek_id: 'fresh', count: 10 },
      { kek_id: 'old', count: 15 },
    ]);
  });

  it('R30: everything can be read before, during and after; then the new key alone opens all, and the old alone starts nothing', async () => {
    const both = await start(`${fresh},${old}`);
    const vendor = new Vendor(both);
    await readAll(vendor);
    const [rotation] = await Promise.all([rotate(`${fresh},${old}`), readAll(vendor), readAll(vendor)]);
    assert.deepEqual(rotation, { kind: 'rotated', count: 15, unopenable: 0 });
    await readAll(vendor);
    await both.close();
    assert.deepEqual(await wrappedBy(), [{ kek_id: 'fresh', count: 25 }]);

    const alone = await start(fresh);
    await readAll(new Vendor(alone));
    await alone.close();
    await assert.rejects(start(old), { name: 'WrongEncryptionKeyError' });
    assert.deepEqual(await rotate(fresh), { kind: 'rotated', count: 0, unopenable: 0 });
  });

  it('counts a key that does not open, and rotates the others', async () => {
    await database.db.execute(
      sql`update data_keys set wrapped = set_byte(wrapped, length(wrapped) - 1, get_byte(wrapped, length(wrapped) - 1) # 1)
        where id = (select min(id) from data_keys)`,
    );
    assert.deepEqual(await rotate(`${newKey('third')},${fresh}`), { kind: 'rotated', count: 24, unopenable: 1 });
  });
});

describe('connection-config keys rotate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-rotate-'));
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ components: [], integrations: [{ key: 'sync', name: 'Sync' }] }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function run(command: string, encryptionKey: string): Promise<{ code: unknown; said: string }> {
    const main = join(import.meta.dirname, '../../server/cli/main.ts');
    const settings = { API_KEY: 'k'.repeat(24), CONNECTIONS_CONFIG: file, DATA_DIR: join(folder, 'data') };
    const child = spawn(process.execPath, ['--conditions=source', main, ...command.split(' ')], {
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...settings, ENCRYPTION_KEY: encryptionKey },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, said: (out + error).trim() };
  }

  it('says how many keys it rotated, and in one line when it may not', async () => {
    assert.deepEqual(await run('keys rotate', old), { code: 0, said: '0 keys rotated.' });
    assert.equal((await run('migrate', old)).code, 0);
    assert.deepEqual(await run('keys rotate', old), { code: 0, said: '0 keys rotated.' });
    const refused = await run('keys rotate', fresh);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /^ENCRYPTION_KEY lacks a key that is still in use\. [^\n]*nothing was changed\.$/);
    assert.equal((await run('keys rotate', `${fresh},${old}`)).code, 0);
    assert.equal((await run('keys rotate', fresh)).code, 0);
  });
});
