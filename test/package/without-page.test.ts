import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { projectRoot } from '../support/runner/run-program.ts';

const run = promisify(execFile);

it('can be imported where there is no page: server rendering gets classes and no error', async () => {
  const script = `
    const main = await import('connection-config');
    const elements = await import('connection-config/elements');
    const react = await import('connection-config/react');
    console.log(typeof main.ConnectionConfig, typeof elements.ConnectionConfig, typeof react.ConnectionConfig, typeof window);`;
  // Without the sources' condition, as another package imports it.
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: projectRoot,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  assert.equal(stdout.trim(), 'function function object undefined');
  assert.equal(stderr, '');
});
