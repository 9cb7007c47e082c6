import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openEmbedded } from '../../server/storage/index.ts';
import { sql } from 'drizzle-orm';
import { freePort } from '../support/free-port.ts';
import { rowsOf } from '../support/rows-of.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

type Environment = Record<string, string | undefined>;

describe('the start of the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-start-'));
  const running = new Set<ServerProcess>();
  let base: Environment;

  before(async () => {
    const config = { components: [], integrations: [{ key: 'sync', name: 'Sync' }] };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    base = {
      PORT: String(await freePort()),
      DATA_DIR: join(folder, 'data'),
      API_KEY: randomBytes(32).toString('hex'),
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      CONNECTIONS_CONFIG: join(folder, 'config.json'),
    };
  });
  after(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function start(changes: Environment = {}): ServerProcess {
    const server = startServerProcess({ ...base, ...changes });
    running.add(server);
    void server.ended.then(() => running.delete(server));
    return server;
  }
  /** One that must not start: what it said. */
  async function refusal(changes: Environment): Promise<string> {
    const server = start(changes);
    const code = await server.ended;
    assert.equal(code, 1, server.written());
    return server.written();
  }
  const health = async () => (await fetch(`http://127.0.0.1:${base['PORT']}/readyz`)).status;

  it('names the setting that is missing or wrong in one line, repeats no secret, and exits with 1', async () => {
    const secret = 'not-base64-but-secret!!';
    const cases: [Environment, RegExp][] = [
      [{ RATE_LIMITS: 'sessions=many' }, /^RATE_LIMITS must be such as/],
      [{ RATE_LIMITS: 'visits=5' }, /^RATE_LIMITS must be such as/],
      [{ TRUSTED_PROXIES: 'yes' }, /^TRUSTED_PROXIES must be how many/],
      [{ API_KEY: undefined }, /^API_KEY is not set/],
      [{ API_KEY: '' }, /^API_KEY is not set/],
      [{ API_KEY: 'short' }, /^API_KEY must be at least 24 characters/],
      [{ ENCRYPTION_KEY: undefined }, /^ENCRYPTION_KEY is not set/],
      [{ ENCRYPTION_KEY: secret }, /^ENCRYPTION_KEY.* not base64/],
      [{ ENCRYPTION_KEY: 'c2hvcnQ=' }, /^ENCRYPTION_KEY.* 5 bytes instead of 32/],
      [{ CONNECTIONS_CONFIG: undefined }, /^CONNECTIONS_CONFIG is not set/],
      [{ CONNECTIONS_CONFIG: join(folder, 'missing.ts') }, /missing\.ts.*CONNECTIONS_CONFIG/],
      [{ PORT: '70000' }, /^PORT must be a port number/],
      [{ PORT: 'http' }, /^PORT must be a port number/],
      [{ PUBLIC_URL: 'connections.example' }, /^PUBLIC_URL must be a URL/],
      [{ PUBLIC_URL: 'http://connections.example' }, /^PUBLIC_URL must be https/],
      [{ PUBLIC_URL: 'https://connections.example/path' }, /^PUBLIC_URL must not have a path/],
      [{ DATABASE_URL: 'mysql://db' }, /^DATABASE_URL must be such as postgres:/],
      [{ ALLOWED_ORIGINS: 'https://app.example/page' }, /^ALLOWED_ORIGINS must be origins/],
      [{ EGRESS_PRIVATE_CIDRS: '10.0.0.0' }, /^EGRESS_PRIVATE_CIDRS must be ranges/],
      [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be/],
      [{ DATABASE_URL: 'postgres://user:hidden-password@127.0.0.1:1/db' }, /^The database in DATABASE_URL cannot be reached/],
      [{ DATA_DIR: '/dev/null/data' }, /^DATA_DIR cannot be used/],
    ];
    for (const [changes, expected] of cases) {
      const said = await refusal(changes);
      assert.match(said, expected);
      assert.equal(said.split('\n').length, 1, said);
      assert.equal(said.includes(secret) || said.includes('hidden-password'), false, said);
    }
  });

  it('names the path of what is wrong in the definitions', async () => {
    const file = join(folder, 'wrong.json');
    writeFileSync(
      file,
      JSON.stringify({
        components: [],
        integrations: [{ key: 'sync', name: 'Sync', steps: [{ key: 'a', component: 'none', action: 'x' }] }],
      }),
    );
    assert.match(await refusal({ CONNECTIONS_CONFIG: file }), /^integrations\[0\]\.steps\[0\]/);
    writeFileSync(file, '{ not json');
    assert.match(await refusal({ CONNECTIONS_CONFIG: file }), /wrong\.json is not valid JSON/);
  });

  it('says that the port is taken', async () => {
    const other = createServer();
    other.listen(Number(base['PORT']));
    await once(other, 'listening');
    try {
      const said = await refusal({ DATA_DIR: join(folder, 'port-taken') });
      assert.match(said, new RegExp(`^Port ${base['PORT']} is taken`));
      assert.equal(said.split('\n').length, 1);
    } finally {
      other.close();
      await once(other, 'close');
    }
  });

  it('starts, holds its data folder, drains on SIGTERM, and starts again on the same data', async () => {
    const first = start();
    await first.listening;
    assert.equal(await health(), 200);
    const second = await refusal({ PORT: String(await freePort()) });
    assert.match(second, new RegExp(`^The data folder .* is in use by process ${first.child.pid}`));
    first.child.kill('SIGTERM');
    assert.equal(await first.ended, 0);
    assert.match(first.written(), /"stopped"/);

    const again = start();
    await again.listening;
    again.child.kill('SIGKILL');
    assert.equal(await again.ended, 'SIGKILL');
    const after = start();
    await after.listening;
    assert.equal(await health(), 200, 'a folder whose holder was killed is taken over');
    after.child.kill('SIGINT');
    assert.equal(await after.ended, 0);
  });

  it('T33: refuses another encryption key and writes nothing, not even a migration', async () => {
    const said = await refusal({ ENCRYPTION_KEY: randomBytes(32).toString('base64') });
    assert.match(said, /^ENCRYPTION_KEY is not the key this database was sealed with/);
    assert.equal(said.split('\n').length, 1);
    // As if this version brought a migration the database has not seen.
    const dataDir = String(base['DATA_DIR']);
    const change = async (statement: ReturnType<typeof sql>) => {
      const database = await openEmbedded({ dataDir });
      const rows = await rowsOf(database, statement);
      await database.close();
      return rows;
    };
    await change(sql`delete from drizzle.__drizzle_migrations`);
    assert.match(await refusal({ ENCRYPTION_KEY: randomBytes(32).toString('base64') }), /^ENCRYPTION_KEY is not the key/);
    assert.deepEqual(await change(sql`select 1 from drizzle.__drizzle_migrations`), []);
  });

  it('takes a rotated key when both are listed, the new one first', async () => {
    const fresh = `new:${randomBytes(32).toString('base64')}`;
    const dataDir = join(folder, 'rotated');
    const first = start({ DATA_DIR: dataDir });
    await first.listening;
    first.child.kill('SIGTERM');
    await first.ended;
    mkdirSync(join(folder, 'copy'));
    cpSync(dataDir, join(folder, 'copy'), { recursive: true });
    const both = start({ DATA_DIR: join(folder, 'copy'), ENCRYPTION_KEY: `${fresh},${base['ENCRYPTION_KEY']}` });
    await both.listening;
    both.child.kill('SIGTERM');
    assert.equal(await both.ended, 0);
  });
});
