import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { paths, type LogPage } from '../../server/contract/index.ts';
import { Page, Vendor, Window } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { rowsOf } from '../support/rows-of.ts';
import { checkInvariants } from './check-invariants.ts';
import { exchangePoints } from './crash-points.ts';
import { startFaultWorld } from './fault-world.ts';

type Point = (typeof exchangePoints)[number];

describe('R02: a server is killed in the middle of a code exchange', { concurrency: 2 }, () => {
  for (const point of exchangePoints) {
    it(`R02 exchange, ${point.name}: the sign-in says so, or is stored whole`, () => killAt(point, false));
    if (point.stored === 'with a spool') {
      it(`R02 exchange, ${point.name}: with a spool the next start stores it`, () => killAt(point, true));
    }
  }
});

async function killAt(point: Point, hasSpool: boolean): Promise<void> {
  const world = await startFaultWorld('rotating_strict');
  const spool = mkdtempSync(join(tmpdir(), 'connection-config-spool-'));
  const settings = hasSpool ? { SPOOL_DIR: spool } : {};
  const [survives, isWhole] = [
    point.stored === 'by then' || (hasSpool && point.stored === 'with a spool'),
    point.stored === 'by then',
  ];
  try {
    const doomed = await world.startHub({ settings, ...('edit' in point ? { edits: [point.edit] } : {}) });
    if ('provider' in point) world.provider.onStep = (step) => (step === point.provider ? doomed.kill() : undefined);
    const page = await new Vendor(doomed).openPage({ customer: { id: 'acme' } });
    const window = new Window(doomed);
    const flow = await page.beginFlow('ledger');
    const callback = await window.signIn(flow, { origin: page.origin });
    await assert.rejects(window.open(callback));
    assert.equal(await doomed.process.ended, 'SIGKILL', 'it died where it was meant to');
    await doomed.kill();
    const read = sql`
      select f.state, n.status, n.generation, (c.version is not null) as stored
      from flows f join connections n on n.id = f.connection_id left join credentials c on c.connection_id = n.id`;
    const nothing = { state: 'exchanging', status: 'not_configured', generation: 0, stored: false };
    const everything = { state: 'succeeded', status: 'configured', generation: 1, stored: true };
    assert.deepEqual(await rowsOf(world.database, read), [isWhole ? everything : nothing], 'all of it or none');

    // Long after its time was up.
    await world.database.db.execute(sql`update flows set expires_at = now() - interval '3 minutes'`);
    const next = await world.startHub({ settings });
    const samePage = new Page(next, page.token, 'sync');
    const end = survives ? { state: 'succeeded', code: undefined } : { state: 'failed', code: 'exchange_unknown' };
    await eventually('the flow has ended', async () => (await samePage.flow(flow.id)).state === end.state);
    const told = await samePage.flow(flow.id);
    assert.deepEqual({ state: told.state, code: told.code }, end);
    const connection = await samePage.connection('ledger');
    assert.equal(connection.connected, survives);
    const logs = await new Vendor(next).send<LogPage>('GET', paths.vendorLogs(connection.id));
    assert.equal(logs.body.entries.filter(({ code }) => code === 'exchange_unknown').length, survives ? 0 : 1);
    assert.deepEqual(await checkInvariants(world), { violations: [], lost: {}, live: survives ? 1 : 0 });
    assert.deepEqual(readdirSync(spool), []);

    world.provider.onStep = () => undefined;
    const again = await samePage.connect('ledger', new Window(next));
    assert.deepEqual([again.state, again.connection?.connected], ['succeeded', true]);
  } finally {
    await world.stop();
    rmSync(spool, { recursive: true, force: true });
  }
}
