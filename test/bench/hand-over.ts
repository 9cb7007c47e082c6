import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { paths } from '../../server/contract/index.ts';
import { startFaultWorld } from '../faults/fault-world.ts';
import { createDatabase } from '../support/postgres.ts';
import { format, load, median, residentMegabytes, spread, type Load } from './measure.ts';

const rounds = 4;
const seconds = 5;
const concurrencies = [1, 16, 64];

/** Fresh credentials for the vendor's code, by our server and by the floor, in turn. */
export async function benchHandOver(postgresUrl: string): Promise<void> {
  const world = await startFaultWorld('non_rotating');
  const floorDatabase = await createDatabase(postgresUrl);
  const startedAt = performance.now();
  const hub = await world.startHub();
  const readyMs = performance.now() - startedAt;
  const id = await world.connect(hub, 'acme');
  const floor = spawn(process.execPath, ['--conditions=source', join(import.meta.dirname, 'hand-over-floor.ts')], {
    env: { ...process.env, DATABASE_URL: floorDatabase.url, API_KEY: hub.apiKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [floorUrl] = (await once(createInterface({ input: floor.stdout }), 'line')) as [string];
    const request = (connection: string) => ({
      method: 'POST' as const,
      path: paths.credentials(connection),
      headers: { authorization: `Bearer ${hub.apiKey}`, 'content-type': 'application/json' },
      body: '{}',
    });
    console.log(`\nHand-over of fresh credentials (ready ${format(readyMs)} ms after the start)`);
    for (const concurrency of concurrencies) {
      const ours: Load[] = [];
      const floors: Load[] = [];
      for (let round = 0; round < rounds; round += 1) {
        floors.push(await load(floorUrl, request('one'), concurrency, seconds));
        ours.push(await load(hub.url, request(id), concurrency, seconds));
      }
      print(`c=${concurrency}`, floors, ours);
    }
    console.log(`  memory: ours ${format(residentMegabytes(hub.process.child.pid ?? 0))} MB`);
  } finally {
    floor.kill();
    await world.stop();
    await floorDatabase.drop();
  }
}

function print(name: string, floors: readonly Load[], ours: readonly Load[]): void {
  const rate = (loads: readonly Load[]) => loads.map(({ perSecond }) => perSecond);
  const late = (loads: readonly Load[]) => median(loads.map(({ p99Ms }) => p99Ms));
  const ratio = median(rate(ours)) / median(rate(floors));
  console.log(
    `  ${name.padEnd(5)} floor ${format(median(rate(floors)))} req/s (${spread(rate(floors))}), p99 ${format(late(floors))} ms` +
      `   ours ${format(median(rate(ours)))} req/s (${spread(rate(ours))}), p99 ${format(late(ours))} ms` +
      `   ratio ${format(ratio)}, p99 ratio ${format(late(ours) / late(floors))}`,
  );
}
