import { readFileSync } from 'node:fs';
import { fuzzWithBytes } from './byte-fuzzer.ts';
import type { FuzzJob, FuzzOutcome } from './fuzz-target.ts';
import { fuzzWithStructure } from './structured-fuzzer.ts';
import { targets } from './targets/index.ts';

/**
 * One process of `npm run fuzz`: runs the job in `FUZZ_JOB` and prints its outcome as one line of JSON. With `FUZZ_INPUT`, the name of a
 * file, that one input is fed and nothing else.
 */
const job = JSON.parse(process.env['FUZZ_JOB'] ?? '') as FuzzJob;
const open = targets[job.target];
if (open === undefined) throw new Error(`No such target. There are: ${Object.keys(targets).join(', ')}.`);
const target = await open();
const input = process.env['FUZZ_INPUT'];
const outcome = input === undefined ? await run() : await replay(input);
await target.end?.();
process.stdout.write(`${JSON.stringify(outcome)}\n`);

function run(): Promise<FuzzOutcome> {
  const limits = { seed: job.seed, inputs: job.inputs, seconds: job.seconds ?? Infinity };
  return job.fuzzer === 'bytes' ? fuzzWithBytes(target, limits) : fuzzWithStructure(target, limits);
}

async function replay(file: string): Promise<FuzzOutcome> {
  await target.check(target.decode(readFileSync(file)));
  return { inputs: 1, seconds: 0, remark: 'everything held' };
}
