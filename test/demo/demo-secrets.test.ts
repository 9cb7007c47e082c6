import assert from 'node:assert/strict';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadDemoSecrets } from '../../demo/demo-secrets.ts';

const folder = () => mkdtemp(join(tmpdir(), 'demo secrets '));

describe('loadDemoSecrets', () => {
  it('makes a 32-byte encryption key and keeps everything for the next start', async () => {
    const dataDir = join(await folder(), 'not there yet');
    const first = loadDemoSecrets(dataDir);
    assert.equal(Buffer.from(first.encryptionKey, 'base64').length, 32);
    assert.deepEqual(loadDemoSecrets(dataDir), JSON.parse(JSON.stringify(first)));
  });

  it('makes other secrets in another folder', async () => {
    assert.notEqual(loadDemoSecrets(await folder()).apiKey, loadDemoSecrets(await folder()).apiKey);
  });

  it('writes a file that only its owner can read', async () => {
    const dataDir = await folder();
    loadDemoSecrets(dataDir);
    assert.equal((await stat(join(dataDir, 'demo-secrets.json'))).mode & 0o777, 0o600);
  });

  it('does not replace a damaged file, since the stored credentials need its key', async () => {
    const dataDir = await folder();
    const file = join(dataDir, 'demo-secrets.json');
    await writeFile(file, '{"encryptionKey": "ab');
    assert.throws(() => loadDemoSecrets(dataDir), /demo-secrets\.json is damaged/);
    assert.equal(await readFile(file, 'utf8'), '{"encryptionKey": "ab');
  });
});
