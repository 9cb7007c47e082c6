import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from '../support/runner/run-program.ts';
import type { FuzzJob, FuzzOutcome } from './fuzz-target.ts';

const targetNames = ['callback-route', 'token-answer', 'callback-query'] as const;
const fuzzers = ['bytes', 'structure'] as const;

/** The job in a process of its own, and what came of it. */
export interface FinishedJob {
  readonly job: FuzzJob;
  readonly passed: boolean;
  /** One line for a person, and what was found. */
  readonly report: string;
}

/** Every target by every fuzzer, the slowest first. */
export function allJobs(limits: Pick<FuzzJob, 'seed' | 'inputs' | 'seconds'>): FuzzJob[] {
  return targetNames.flatMap((target) => fuzzers.map((fuzzer) => ({ target, fuzzer, ...limits })));
}

/** How long each of so many jobs may go on, so that all of them take so many seconds; their processes need a few to begin. */
export function secondsEach(totalSeconds: number, jobs: number): number {
  const rounds = Math.ceil(jobs / availableParallelism());
  return Math.max(totalSeconds / rounds - 4, 1);
}

/** Runs the jobs, as many at a time as there are processors. */
export async function runJobs(jobs: readonly FuzzJob[], onFinished: (finished: FinishedJob) => void): Promise<FinishedJob[]> {
  const finished: FinishedJob[] = [];
  const queue = jobs.values();
  const work = async (): Promise<void> => {
    for (const job of queue) {
      const result = await runJob(job);
      finished.push(result);
      onFinished(result);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return finished;
}

/** Runs one job, or feeds its target with the one input of a file. */
export async function runJob(job: FuzzJob, inputFile?: string): Promise<FinishedJob> {
  const instrument = pathToFileURL(join(import.meta.dirname, 'instrument-on-load.ts')).href;
  const options = ['--conditions=source', ...(job.fuzzer === 'bytes' ? [`--import=${instrument}`] : [])];
  const { succeeded, output } = await runProgram(process.execPath, [...options, join(import.meta.dirname, 'run-job.ts')], {
    FUZZ_JOB: JSON.stringify(job),
    ...(inputFile === undefined ? {} : { FUZZ_INPUT: inputFile }),
  });
  const outcome = succeeded ? outcomeIn(output) : undefined;
  const passed = outcome !== undefined && outcome.finding === undefined;
  return { job, passed, report: outcome === undefined ? `${label(job)} died\n${output}` : describe(job, outcome) };
}

/** The last line; programs under test write lines of their own before it. */
function outcomeIn(output: string): FuzzOutcome | undefined {
  const line = output
    .trim()
    .split('\n')
    .findLast((text) => text.startsWith('{"inputs":'));
  return line === undefined ? undefined : (JSON.parse(line) as FuzzOutcome);
}

function label({ target, fuzzer, seed }: FuzzJob): string {
  return `${target.padEnd(15)} ${fuzzer.padEnd(10)} seed ${seed} `;
}

function describe(job: FuzzJob, { inputs, seconds, remark, finding }: FuzzOutcome): string {
  const speed = seconds > 0 ? `, ${Math.round(inputs / seconds)}/s` : '';
  const line = `${label(job)} ${inputs} inputs in ${seconds.toFixed(1)} s${speed}${remark === '' ? '' : `, ${remark}`}`;
  return finding === undefined ? `${line}, nothing found` : `${line}\nFOUND: ${finding}`;
}
