/**
 * `npm start`: the whole product on one machine, without a network. Builds the tag when it is out of date, then starts the third
 * parties with the product page (one process) and the connection server (another), and prints the address to open.
 *
 * Environment, all optional: the ports (see `settings.ts`), `DATA_DIR`, `DATABASE_URL` (a Postgres instead of the embedded database),
 * `ENCRYPTION_KEY` and `API_KEY` (generated once otherwise), `DEMO_VERBOSE=1` (print what the parts print).
 */
import { join } from 'node:path';
import { loadDemoSecrets, type DemoSecrets } from './demo-secrets.ts';
import { buildTag } from './orchestration/build-tag.ts';
import { startChild, type Child } from './orchestration/child-process.ts';
import { findTakenPort } from './orchestration/find-taken-port.ts';
import { waitForHttp } from './orchestration/wait-for-http.ts';
import { readDemoSettings, repositoryRoot, type DemoSettings } from './settings.ts';
import { vendorEnvironment } from './vendor-environment.ts';

const startLimitMs = 60_000;

/** Ends the whole demo once: with exit code 0 on a signal, 1 on a failure. */
const stopping = new AbortController();
const children: Child[] = [];

async function stop(exitCode: number, line?: string): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort(new Error('The demo is stopping.'));
  if (line !== undefined) console.error(line);
  await Promise.all(children.map((child) => child.stop()));
  process.exit(exitCode);
}

/** Starts a part; its end before the demo's end is a failure that stops everything. */
function run(name: string, module: string, environment: Record<string, string | undefined>): Child {
  const child = startChild({
    name,
    module: join(repositoryRoot, module),
    environment: { ...process.env, ...environment },
    verbose: process.env['DEMO_VERBOSE'] === '1',
  });
  children.push(child);
  void child.ended.then(() => stop(1, `${child.lastLines()}\n${name} ended by itself; its last lines are above.`));
  return child;
}

function serverEnvironment(settings: DemoSettings, secrets: DemoSecrets): Record<string, string | undefined> {
  return {
    PUBLIC_URL: settings.urls.server,
    PORT: String(settings.ports.server),
    ENCRYPTION_KEY: process.env['ENCRYPTION_KEY'] ?? secrets.encryptionKey,
    ALLOWED_ORIGINS: settings.urls.host,
    // The third parties of the demo are on this machine; anywhere else, private addresses stay out of reach.
    EGRESS_PRIVATE_CIDRS: '127.0.0.0/8,::1/128',
  };
}

async function start(): Promise<void> {
  const settings = readDemoSettings(process.env);
  const taken = await findTakenPort(settings);
  if (taken !== undefined) throw new Error(taken);
  const secrets = loadDemoSecrets(settings.dataDir);
  const vendor = {
    ...vendorEnvironment(settings, secrets),
    CONNECTIONS_CONFIG: join(repositoryRoot, 'demo', 'connections.config.ts'),
    API_KEY: process.env['API_KEY'] ?? secrets.apiKey,
    DATA_DIR: settings.dataDir,
  };

  if (await buildTag(repositoryRoot)) console.log('Built the tag into dist/.');
  if (stopping.signal.aborted) return;
  run('The product page with the third parties', 'demo/world.ts', vendor);
  run('The connection server', 'server/main.ts', { ...vendor, ...serverEnvironment(settings, secrets) });

  const patience = AbortSignal.any([stopping.signal, AbortSignal.timeout(startLimitMs)]);
  await Promise.all([
    waitForHttp(`${settings.urls.server}/readyz`, patience),
    waitForHttp(`${settings.urls.host}/healthz`, patience),
  ]);
  console.log(`\n  Open ${settings.urls.host}\n\n  Ctrl-C stops everything. What you connect is kept in ${settings.dataDir}.\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

start().catch((error: unknown) => {
  const waitedTooLong = error instanceof DOMException && error.name === 'TimeoutError';
  const line = waitedTooLong
    ? [...children.map((child) => child.lastLines()), `The demo was not ready within ${startLimitMs / 1000} seconds.`].join('\n')
    : String(error instanceof Error ? error.message : error);
  return stop(1, line);
});
