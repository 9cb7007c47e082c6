import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createDatabase } from '../support/postgres.ts';
import type { DemoSettings } from '../../demo/settings.ts';
import { freshDemo } from '../demo/fresh-demo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm start` as a newcomer runs it, on ports and data of its own. */
export interface DemoRun {
  /** The address it printed. */
  readonly address: string;
  /** Where each part of it is. */
  readonly urls: DemoSettings['urls'];
  /** With which a vendor's backend calls its server. */
  readonly apiKey: string;
  /** Ends it as Ctrl-C does, and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the demo; on the Postgres of `E2E_DATABASE_URL` when that is set, else on the embedded database. */
export async function runDemo(): Promise<DemoRun> {
  const { environment, settings, secrets } = await freshDemo();
  const server = process.env['E2E_DATABASE_URL'];
  const database = server === undefined ? undefined : await createDatabase(server);
  const variables = { ...environment, ...(database === undefined ? {} : { DATABASE_URL: database.url }) };
  let demo = await start(variables);
  return {
    address: settings.urls.host,
    urls: settings.urls,
    apiKey: secrets.apiKey,
    restart: async () => {
      await demo.stop();
      demo = await start(variables);
    },
    stop: async () => {
      await demo.stop();
      await database?.drop();
    },
  };
}

async function start(environment: Readonly<Record<string, string>>): Promise<{ stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['--conditions=source', 'demo/start.ts'], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (!/\bOpen http/.test(line)) continue;
    child.stdout.resume();
    return {
      stop: async () => {
        child.kill('SIGINT');
        await exited;
      },
    };
  }
  throw new Error('The demo ended before it was ready.');
}
