import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemoSecrets, type DemoSecrets } from '../../demo/demo-secrets.ts';
import { withoutLimitsSetting } from '../support/without-limits.ts';
import { demoPorts, readDemoSettings, type DemoSettings } from '../../demo/settings.ts';

/** Settings on ports that are free now, with a data folder of their own, and the environment that says the same. */
export async function freshDemo(): Promise<{
  settings: DemoSettings;
  secrets: DemoSecrets;
  environment: Record<string, string>;
}> {
  const variables = Object.values(demoPorts).map(({ variable }) => variable);
  const ports = await freePorts(variables.length);
  const environment: Record<string, string> = Object.fromEntries(
    variables.map((variable, index) => [variable, String(ports[index])]),
  );
  environment['DATA_DIR'] = await mkdtemp(join(tmpdir(), 'demo test '));
  environment['RATE_LIMITS'] = withoutLimitsSetting;
  const settings = readDemoSettings(environment);
  return { settings, secrets: loadDemoSecrets(settings.dataDir), environment };
}

async function freePorts(count: number): Promise<number[]> {
  // All are held at once, so that none is given twice.
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere() {
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  });
}
