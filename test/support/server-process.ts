import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A server as a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  readonly written: () => string;
  /** Resolves when it listens; rejects with what it wrote when it ends before that. */
  readonly listening: Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const fromSources = ['--conditions=source', join(import.meta.dirname, '../../server/main.ts')];

/**
 * Starts one with exactly these variables. The caller ends it.
 * @param enter a command that runs the one after it, somewhere else, and is replaced by it. Default none.
 * @param program what Node runs. Default `server/main.ts`.
 */
export function startServerProcess(
  environment: Readonly<Record<string, string | undefined>>,
  enter: readonly string[] = [],
  program: readonly string[] = fromSources,
): ServerProcess {
  const [command = process.execPath, ...args] = [...enter, process.execPath, ...program];
  const child = spawn(command, args, {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_NO_WARNINGS: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const listening = new Promise<void>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        if (line.includes('"listening"')) resolve();
      });
    }
    void ended.then(() => reject(new Error(`the server ended:\n${lines.join('\n')}`)));
  });
  // Only some tests wait for it.
  listening.catch(() => undefined);
  return { child, written: () => lines.join('\n'), listening, ended };
}
