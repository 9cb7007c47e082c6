import { paths } from '../../server/contract/index.ts';
import { createDatabase } from '../support/postgres.ts';
import { startBenchServer } from './bench-server.ts';
import { openFlows } from './connect.ts';
import { format, load, printLoads, type Load } from './measure.ts';
import { residentMegabytes, startProgram } from './program.ts';

const rounds = 4;
const seconds = 5;
const concurrencies = [1, 16, 64];

/** Fresh credentials for the vendor's code, by our server and by the floor, in turn. */
export async function benchHandOver(postgresUrl: string): Promise<void> {
  const provider = await startProgram('no-op-provider.ts');
  const floorDatabase = await createDatabase(postgresUrl);
  const server = await startBenchServer(postgresUrl, provider.url);
  const rested = residentMegabytes(server.pid);
  // As many connections as callers at the most, so that no two ask for the same one at once.
  const flows = await openFlows(server, Math.max(...concurrencies));
  const floor = await startProgram('hand-over-floor.ts', {
    DATABASE_URL: floorDatabase.url,
    API_KEY: server.apiKey,
    CONNECTIONS: String(flows.length),
  });
  try {
    for (const flow of flows) await flow.run();
    const requests = (connections: readonly string[]) =>
      connections.map((connection) => ({
        method: 'POST' as const,
        path: paths.credentials(connection),
        headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' },
        body: '{}',
      }));
    console.log(`\nHand-over of fresh credentials (ready ${format(server.readyMs)} ms after the start)`);
    for (const concurrency of concurrencies) {
      const ours: Load[] = [];
      const floors: Load[] = [];
      for (let round = 0; round < rounds; round += 1) {
        floors.push(await load(floor, requests(flows.map((_, number) => `connection-${number}`)), concurrency, seconds));
        ours.push(await load(server, requests(flows.map(({ connectionId }) => connectionId)), concurrency, seconds));
      }
      printLoads(`c=${concurrency}`, 'req', floors, ours);
    }
    console.log(
      `  memory: ours ${format(rested)} MB at rest, ${format(residentMegabytes(server.pid))} MB afterwards; ` +
        `floor ${format(residentMegabytes(floor.pid))} MB`,
    );
  } finally {
    await floor.stop();
    await server.stop();
    await floorDatabase.drop();
    await provider.stop();
  }
}
