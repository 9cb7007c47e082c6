import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  component,
  defineConnections,
  integration,
  oauth2Connection,
  type WrittenConfig,
} from '../../server/definitions/index.ts';
import { migrate, openPostgres } from '../../server/storage/index.ts';
import { freePort } from '../support/free-port.ts';
import { createDatabase } from '../support/postgres.ts';
import { startServerProcess } from '../support/server-process.ts';

/** The server as production runs it: what `npm run build` wrote. */
export interface BenchServer {
  readonly url: string;
  readonly apiKey: string;
  readonly pid: number;
  /** From the start of the process to the line that it listens, on a database whose schema is up to date. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '../../dist/server/cli/main.js');

/** @throws Error with one line when nothing is built. */
export async function startBenchServer(postgresUrl: string, providerUrl: string): Promise<BenchServer> {
  if (!existsSync(program)) throw new Error('The bench measures what production runs. Build it first: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-bench-'));
  const config = join(folder, 'connections.config.json');
  writeFileSync(config, JSON.stringify(benchConfig(providerUrl)));
  const { url: databaseUrl, drop } = await createDatabase(postgresUrl);
  const database = openPostgres({ url: databaseUrl });
  await migrate(database);
  await database.close();

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const apiKey = randomBytes(32).toString('hex');
  const startedAt = performance.now();
  const server = startServerProcess(
    {
      DATABASE_URL: databaseUrl,
      PUBLIC_URL: url,
      PORT: String(port),
      API_KEY: apiKey,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      ALLOWED_ORIGINS: 'https://app.vendor.example',
      CONNECTIONS_CONFIG: config,
      EGRESS_PRIVATE_CIDRS: '127.0.0.0/8',
      CLIENT_CALLS_PER_SECOND: '100000',
      // Requests are counted as ever, and never too many.
      RATE_LIMITS: 'connects=999999, customerConnects=999999, callbacks=999999',
    },
    [],
    [program, 'serve'],
  );
  await server.listening;
  return {
    url,
    apiKey,
    pid: server.child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    async stop() {
      server.child.kill();
      await server.ended;
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One app whose tokens can be renewed as often as one likes. */
export function benchConfig(providerUrl: string): WrittenConfig {
  return defineConnections({
    components: [
      component({
        key: 'erp',
        display: { label: 'ERP' },
        connections: [
          oauth2Connection({
            key: 'erp',
            display: { label: 'ERP' },
            oauth2Type: 'authorization_code',
            provider: {
              key: 'erp',
              label: 'ERP',
              authorize: { url: `${providerUrl}/authorize` },
              token: { url: `${providerUrl}/token`, clientAuth: 'post' },
              refresh: { rotation: 'non_rotating' },
              docs: { url: 'https://www.rfc-editor.org/rfc/rfc6749', checked: '2026-11-28' },
            },
            inputs: {
              clientId: { label: 'Client ID', type: 'string', default: 'app', shown: false },
              clientSecret: { label: 'Client secret', type: 'password', default: 'the-app-secret', shown: false },
            },
          }),
        ],
      }),
    ],
    integrations: [
      integration({ key: 'sync', name: 'Sync', steps: [{ key: 'pull', name: 'Pull', component: 'erp', action: 'pull' }] }),
    ],
  });
}
