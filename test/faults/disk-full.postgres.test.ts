import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type Credentials } from '../../server/contract/index.ts';
import { Vendor } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { createCluster, startPostgres } from '../support/postgres.ts';
import { rowsOf } from '../support/rows-of.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { checkInvariants } from './check-invariants.ts';
import { startFaultWorld } from './fault-world.ts';

it('R26 a full disk under the database: what cannot be written is refused, what is stored is handed over, and a renewal is kept until there is room', async () => {
  const disk = mountSmallDisk(160);
  const server = await startPostgres({ cluster: createCluster(disk.folder), settings: { max_wal_size: '64MB' } });
  const world = await startFaultWorld('rotating_strict', { serverUrl: server.url });
  try {
    const hub = await world.startHub();
    const id = await world.connect(hub, 'acme');
    const handOver = () => new Vendor(hub).send<Credentials>('POST', paths.credentials(id), {});
    const filler = sql`insert into filler select repeat('x', 1000) from generate_series(1, 4000)`;
    await world.database.db.execute(sql`create table filler (text text)`);
    disk.fill();
    // The log has room of its own, made in advance; a table that grows has none.
    await assert.rejects(async () => {
      for (let full = 0; full < 50; full += 1) await world.database.db.execute(filler);
    });

    assert.equal((await handOver()).status, 200, 'reads go on');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        new Vendor(hub)
          .send<{ code?: string }>('POST', paths.sessions, {
            customer: { id: `customer-${number}`, name: 'x'.repeat(200) },
            user: { id: 'ada' },
            integration: 'sync',
          })
          .then(({ status, body }) => [status, body.code]),
      ),
    );
    assert.ok(
      answers.some(([status]) => status === 503),
      'writes are refused',
    );
    for (const [status, code] of answers)
      if (status !== 201 && status !== 429) assert.deepEqual([status, code], [503, 'database_unavailable']);

    await world.makeDue().catch(() => undefined);
    disk.clear();
    await world.database.db.execute(sql`drop table filler`);
    await eventually('writes go on', async () => (await handOver()).status === 200, 30_000);
    await eventually(
      'sessions are opened',
      () =>
        new Vendor(hub).openPage().then(
          () => true,
          () => false,
        ),
      30_000,
    );
    await world.makeDue();
    await world.untilSteady();
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: 1 });
    assert.ok((await rowsOf(world.database, sql`select 1 from credentials where version > 1`)).length === 1);
  } finally {
    await world.stop();
    await server.stop();
    disk.unmount();
  }
});
