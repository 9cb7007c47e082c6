import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';

/** What a program left behind. */
export interface ProgramResult {
  readonly succeeded: boolean;
  /** Both of its streams, in the order they were written. */
  readonly output: string;
}

/** The repository's root, where every program runs. */
export const projectRoot: string = join(import.meta.dirname, '..', '..', '..');

/**
 * Runs a program of the system or of node_modules/.bin to its end, without input. It ends with this process at the latest, or after
 * `timeoutMs` milliseconds (default: never).
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  timeoutMs?: number,
): Promise<ProgramResult> {
  const path = [join(projectRoot, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(program, args, {
    cwd: projectRoot,
    env: { ...process.env, ...env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  const end = (): void => {
    child.kill();
  };
  process.once('exit', end);
  const written: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => written.push(data));
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { succeeded: code === 0, output: Buffer.concat(written).toString() };
  } finally {
    process.off('exit', end);
  }
}
