import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../support/runner/run-program.ts';
import { carries, type TitledTest } from './titled-test.ts';

/** Longest time one test, and one run of a file, may take, in milliseconds. */
const testTimeoutMs = 120_000;
const runTimeoutMs = 300_000;

/** A run of one test file. */
export interface TitledRun {
  /** The tests whose title carries one of the numbers. */
  readonly tests: readonly TitledTest[];
  /** What the runner printed, for the case that there are none. */
  readonly output: string;
}

/** Runs the tests of a file whose titles carry one of the numbers: under node:test, or in Chromium when it is a test of the elements. */
export async function runTitledTests(
  file: string,
  ids: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<TitledRun> {
  const folder = mkdtempSync(join(tmpdir(), 'attack-'));
  try {
    // What the tests leave in the folder for temporary files goes with it.
    const scratch = join(folder, 't');
    mkdirSync(scratch);
    const titlesFile = join(folder, 'titles');
    const pattern = `\\b(${ids.join('|')})\\b`;
    const [args, own] = inBrowser(file) ? browserRun(file, pattern, titlesFile) : [nodeRun(file, pattern, titlesFile), {}];
    const { output } = await runProgram(process.execPath, args, { ...environment, ...own, TMPDIR: scratch }, runTimeoutMs);
    const tests = readTitles(titlesFile).filter(({ title }) => ids.some((id) => carries(title, id)));
    return { tests, output };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whether web-test-runner runs the file. */
export function inBrowser(file: string): boolean {
  return file.startsWith('test/widget/');
}

function nodeRun(file: string, pattern: string, titlesFile: string): string[] {
  return [
    '--conditions=source',
    '--test',
    `--test-timeout=${testTimeoutMs}`,
    `--test-name-pattern=${pattern}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(import.meta.dirname, 'title-reporter.node.ts')}`,
    `--test-reporter-destination=${titlesFile}`,
    file,
  ];
}

function browserRun(file: string, pattern: string, titlesFile: string): [string[], Record<string, string>] {
  const cli = join('node_modules', '@web', 'test-runner', 'dist', 'bin.js');
  const args = [cli, '--config', 'test/wtr.chromium.config.mjs', '--files', file];
  return [args, { TITLES_FILE: titlesFile, TITLE_PATTERN: pattern }];
}

function readTitles(file: string): TitledTest[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as TitledTest);
  } catch {
    return [];
  }
}
