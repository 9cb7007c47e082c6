import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findTakenPort } from '../../demo/orchestration/find-taken-port.ts';
import { freshDemo } from './fresh-demo.ts';

async function occupy(t: TestContext, port: number, host: string): Promise<void> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  t.after(() => new Promise((resolve) => server.close(resolve)));
}

describe('findTakenPort', () => {
  it('has nothing to say when every port is free', async () => {
    const { settings } = await freshDemo();
    assert.equal(await findTakenPort(settings), undefined);
  });

  it('names the port, what needs it and the variable to change', async (t) => {
    const { settings } = await freshDemo();
    await occupy(t, settings.ports.acme, '127.0.0.1');
    assert.equal(
      await findTakenPort(settings),
      `Port ${settings.ports.acme} is taken. The demo needs it for the authorization server of Acme ERP: free it, or set ACME_PORT to another port.`,
    );
  });

  it('sees a stranger that listens on every address', async (t) => {
    const { settings } = await freshDemo();
    await occupy(t, settings.ports.host, '0.0.0.0');
    assert.match((await findTakenPort(settings)) ?? '', /HOST_PORT/);
  });

  it('stops the start with that one line and exit code 1', async (t) => {
    const { settings, environment } = await freshDemo();
    await occupy(t, settings.ports.server, '127.0.0.1');
    const start = fileURLToPath(new URL('../../demo/start.ts', import.meta.url));
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--conditions=source', start],
        { env: { ...process.env, ...environment } },
        (error, _, stderr) => resolve({ code: error?.code, stderr }),
      );
    });
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^Port ${settings.ports.server} is taken\\. .+ set PORT to another port\\.\n$`));
  });
});
