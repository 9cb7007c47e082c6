import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';
import type { StepResult } from './step.ts';

/** Longest time one test file may take, in milliseconds: a hanging one must fail, not hold up the run. */
const testTimeoutMs = 180_000;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly notes?: readonly string[];
}

/** Runs test files under node:test, each in a process of its own. */
export function runNodeTests(files: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  if (files.length === 0) return Promise.resolve({ passed: 0, failed: 0, output: '' });
  return withCountsFile(async (countsFile) => {
    const reporter = join(import.meta.dirname, 'counting-reporter.node.ts');
    const options = [
      '--conditions=source',
      '--test',
      `--test-timeout=${testTimeoutMs}`,
      `--test-concurrency=${availableParallelism()}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${countsFile}`,
    ];
    return runProgram(process.execPath, [...options, ...files], env);
  });
}

/** Runs the element tests in the one browser that a web-test-runner configuration names. */
export function runBrowserTests(config: string): Promise<StepResult> {
  return withCountsFile((countsFile) => {
    const cli = join('node_modules', '@web', 'test-runner', 'dist', 'bin.js');
    return runProgram(process.execPath, [cli, '--config', config], { COUNTS_FILE: countsFile });
  });
}

async function withCountsFile(run: (countsFile: string) => ReturnType<typeof runProgram>): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'connection-config-counts-'));
  try {
    const countsFile = join(folder, 'counts.json');
    const { succeeded, output } = await run(countsFile);
    const { passed, failed, notes = [] } = readCounts(countsFile);
    // A runner that fails without a failing test has died or found a fault outside of every test.
    return { passed, failed: succeeded || failed > 0 ? failed : 1, output: [output, ...notes].join('\n') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file: string): Counts {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return { passed: 0, failed: 0, notes: ['The runner ended without a count.'] };
  }
}
