import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
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

/** Settles when nobody listens on the port any more. The process that did is a grandchild, so there is no event to wait for. */
async function portToClose(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (!isOpen) return;
    await delay(50);
  }
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
    const tag = await fetch(`${settings.urls.server}/connection-config.js`);
    assert.equal(tag.status, 200);
    assert.match(await tag.text(), /connection-config/);

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
    second.demo.kill('SIGKILL');
    await Promise.all([second.ended, ...Object.values(settings.ports).map(portToClose)]);
  });

  it('stops everything with exit code 1 when a part fails, and shows its last words', async () => {
    const { environment } = await freshDemo();
    await assert.rejects(
      start({ ...environment, ENCRYPTION_KEY: 'too short' }),
      /ended with 1: .*ENCRYPTION_KEY.*ended by itself/s,
    );
  });
});
