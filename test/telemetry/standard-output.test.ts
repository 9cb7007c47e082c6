import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';

it('R36: 100,000 log lines that nobody reads hold nothing up; what does not fit is dropped and counted', async () => {
  const script = join(import.meta.dirname, 'talkative.ts');
  // Its standard output is a pipe that is never read.
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  const dropped = Number(/^done (\d+)$/m.exec(said)?.[1]);
  assert.ok(dropped > 90_000 && dropped < 100_000, said);
  child.stdout.destroy();
});
