import assert from 'node:assert/strict';
import { it } from 'node:test';
import { paths, type Problem } from '../../server/contract/index.ts';
import { migrate, openPostgres } from '../../server/storage/index.ts';
import { Vendor, Window } from '../support/callers.ts';
import { startConnectionServer } from '../support/connection-server.ts';
import { eventually } from '../support/eventually.ts';
import { startPostgres } from '../support/postgres.ts';
import { syncConfig } from '../support/sync-config.ts';

it('R09: answers database_unavailable while the database is away, serves again when it is back, and loses nothing', async () => {
  const postgres = await startPostgres();
  const database = openPostgres({ url: postgres.url });
  await migrate(database);
  const config = syncConfig({ issuer: 'https://erp.example', client: { id: 'app', secret: 'secret' } });
  const server = await startConnectionServer({ database, config, background: true });
  const unhandled: unknown[] = [];
  const remember = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', remember);
  try {
    const vendor = new Vendor(server);
    const page = await vendor.openPage();
    const { id } = await page.connection('warehouse');
    const fields = {
      host: { op: 'replace', value: 'db.example' },
      accessKey: { op: 'replace', value: 'kept-through-the-crash' },
    };
    assert.equal((await page.send('PATCH', paths.fields(id), { fields })).status, 200);

    const restarting = postgres.restart();
    const seen = new Set<number>();
    let back = false;
    void restarting.then(() => (back = true));
    while (!back) {
      const answers = await Promise.all([
        page.send<Problem>('GET', paths.snapshot('sync')),
        vendor.send<Problem>('POST', paths.credentials(id), {}),
        vendor.send<Problem>('GET', paths.readyz),
      ]);
      for (const { status, body, headers } of answers) {
        seen.add(status);
        if (status === 200) continue;
        assert.equal(body.code, 'database_unavailable');
        assert.equal(headers.get('content-type'), 'application/problem+json');
        assert.equal(headers.get('retry-after'), '5');
      }
      const start = await new Window(server).open(`${server.url}${paths.oauthDone('flw_unknown')}`);
      assert.ok([404, 503].includes(start.status));
      assert.equal((await vendor.send('GET', paths.healthz)).status, 200, 'the process itself lives');
    }
    assert.ok(seen.has(503), 'the outage was met');
    await eventually('serving again', async () => (await vendor.send('GET', paths.readyz)).status === 200);
    const { body } = await vendor.send<{ fields: Record<string, string> }>('POST', paths.credentials(id), {});
    assert.equal(body.fields['accessKey'], 'kept-through-the-crash');
    assert.deepEqual(unhandled, []);
  } finally {
    process.off('unhandledRejection', remember);
    await server.close();
    await database.close();
    await postgres.stop();
  }
});
