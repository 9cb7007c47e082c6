import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startChild } from '../../demo/orchestration/child-process.ts';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));

/** The port that the child prints. */
async function readPort(stdout: Readable | null): Promise<number> {
  assert.ok(stdout);
  const [text] = (await once(stdout, 'data')) as [string | Buffer];
  return Number(/port (\d+)/.exec(String(text))?.[1]);
}

describe('startChild', () => {
  it('stops its child and says what it printed', async () => {
    const child = startChild({ name: 'the child', module: fixture('child'), environment: process.env, verbose: false });
    const port = await readPort(child.process.stdout);
    await child.stop();
    assert.equal(child.lastLines(), `port ${port}`);
    await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' });
  });

  it('kills a child that does not listen', async () => {
    const environment = { ...process.env, DEAF: '1' };
    const child = startChild({ name: 'the child', module: fixture('child'), environment, verbose: false, patienceMs: 50 });
    await readPort(child.process.stdout);
    await child.stop();
    assert.equal(child.process.signalCode, 'SIGKILL');
  });

  it('leaves no child behind when the parent is killed outright', async () => {
    const parent = spawn(process.execPath, ['--conditions=source', fixture('parent')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const connection = connect(await readPort(parent.stdout), '127.0.0.1');
    await once(connection, 'connect');
    const childEnded = Promise.race([once(connection, 'close'), once(connection, 'error')]);
    parent.kill('SIGKILL');
    await childEnded;
  });
});
