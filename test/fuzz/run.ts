import { parseArgs } from 'node:util';
import { allJobs, runJob, runJobs, secondsEach } from './run-jobs.ts';

/**
 * `npm run fuzz`: a million inputs for each target and each fuzzer. `--inputs 1000` or `--seconds 60` (for all of them) make it shorter,
 * `--seed 7` repeats a run, names of targets choose among them, and `--replay token-answer <file>` feeds one input again.
 */
const { values, positionals } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    replay: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
// Leaving through process.exit ends the jobs on the way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (values.replay) {
  const [target = '', file = ''] = positionals;
  const { passed, report } = await runJob({ target, fuzzer: 'bytes', seed, inputs: 1 }, file);
  console.log(report);
  process.exit(passed ? 0 : 1);
}
const chosen = allJobs({ seed, inputs: Number(values.inputs) }).filter(
  ({ target }) => positionals.length === 0 || positionals.includes(target),
);
const seconds = values.seconds === undefined ? {} : { seconds: secondsEach(Number(values.seconds), chosen.length) };
const finished = await runJobs(
  chosen.map((job) => ({ ...job, ...seconds })),
  ({ report }) => console.log(report),
);
const found = finished.filter(({ passed }) => !passed).length;
console.log(`${finished.length - found} of ${finished.length} found nothing; repeat with --seed ${seed}`);
process.exitCode = found === 0 && finished.length > 0 ? 0 : 1;
