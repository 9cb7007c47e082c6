import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const keptLines = 25;

export interface ChildOptions {
  /** What to call it when it fails, for example `the connection server`. */
  readonly name: string;
  /** Absolute path of its TypeScript module. */
  readonly module: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Print its output as it comes instead of only after a failure. */
  readonly verbose: boolean;
  /** How long it may take to end itself before it is killed, in milliseconds. Default 25,000: a token renewal may be under way. */
  readonly patienceMs?: number;
}

/** A running part of the demo. */
export interface Child {
  readonly name: string;
  readonly process: ChildProcess;
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  /** The last lines it printed. */
  lastLines(): string;
  /** Asks it to end, and kills it when it does not. Settles when it is gone. */
  stop(): Promise<void>;
}

/** Starts a TypeScript module as a child that ends with this process, whatever ends this process. */
export function startChild({ name, module, environment, verbose, patienceMs = 25_000 }: ChildOptions): Child {
  const child = fork(module, {
    execArgv: ['--conditions=source', '--import', new URL('exit-with-parent.ts', import.meta.url).href],
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (verbose) process.stderr.write(text);
      lines.push(...text.split('\n').filter((line) => line !== ''));
      lines.splice(0, Math.max(0, lines.length - keptLines));
    });
  }
  // 'close', not 'exit': by then everything it printed has been read.
  const ended = once(child, 'close').then(() => undefined);
  return {
    name,
    process: child,
    ended,
    lastLines: () => lines.join('\n'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return ended;
      const killer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(killer);
    },
  };
}
