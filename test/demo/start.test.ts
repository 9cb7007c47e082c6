import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { DemoSettings } from '../../demo/settings.ts';
import { freshDemo } from './fresh-demo.ts';

const startModule = fileURLToPath(new URL('../../demo/start.ts', import.meta.url));
const started = new Set<ChildProcessByStdio<null, Readable, Readable>>();
after(() => started.forEach((demo) => demo.kill('SIGKILL')));

/** Starts the whole demo; settles when it prints the address to open. */
async function start(environment: Record<string, string>) {
  const demo = spawn(process.execPath, ['--conditions=source', startModule], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(demo);
  const ended = once(demo, 'exit').then(([code]) => (started.delete(demo), code as number | null));
  let complaint = '';
  demo.stderr.on('data', (text: Buffer) => (complaint += String(text)));
  for await (const line of createInterface({ input: demo.stdout })) {
    const address = /Open (\S+)/.exec(line)?.[1];
    if (address !== undefined) return { demo, address, ended };
  }
  throw new Error(`The demo ended with ${await ended}: ${complaint}`);
}

/** Connections to both parts of the demo; their end is the end of the parts. */
async function watchParts({ ports }: DemoSettings): Promise<Promise<unknown>[]> {
  const watched = [ports.host, ports.server, ports.acme].map(async (port) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    return { closed: once(socket, 'close') };
  });
  return (await Promise.all(watched)).map(({ closed }) => closed);
}

describe('npm start', () => {
  it('starts everything, serves the page with the tag, opens what an earlier start stored, and leaves nothing behind', async () => {
    const { settings, environment } = await freshDemo();
    const first = await start(environment);
    assert.equal(first.address, settings.urls.host);

    const page = await fetch(first.address);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'nonce-[\w-]{20,}';/);
    assert.match(policy, /require-trusted-types-for 'script'; trusted-types lit-html$/);
    assert.match(await page.text(), /<connection-config\s+base-url="http:\/\/localhost:\d+"\s+integration="crm-sync"/);
    assert.equal((await fetch(`${settings.urls.server}/connection-config.js`)).status, 200);

    const session = await fetch(`${first.address}/my-backend/session`, { method: 'POST', headers: { origin: first.address } });
    assert.equal(session.status, 200);
    assert.ok((await session.text()).length > 20);

    const run = await fetch(`${first.address}/my-backend/run`, { method: 'POST', headers: { origin: first.address } });
    const results = (await run.json()) as { step: string; outcome: string; message: string }[];
    assert.equal(results.length, 9);
    for (const result of results) assert.equal(result.outcome, 'skipped', `${result.step}: ${result.message}`);

    first.demo.kill('SIGTERM');
    assert.equal(await first.ended, 0);

    const second = await start(environment);
    const gone = await watchParts(settings);
    second.demo.kill('SIGKILL');
    await Promise.all([second.ended, ...gone]);
  });

  it('stops everything with exit code 1 when a part fails, and shows its last words', async () => {
    const { environment } = await freshDemo();
    await assert.rejects(
      start({ ...environment, ENCRYPTION_KEY: 'too short' }),
      /ended with 1: .*ENCRYPTION_KEY.*ended by itself/s,
    );
  });
});
