import { join } from 'node:path';
import { projectRoot } from '../support/runner/run-program.ts';
import { attackCases } from './cases/index.ts';
import { describeResult, summarize, writeReport } from './runner/report.ts';
import { runCases } from './runner/run-cases.ts';

/**
 * `npm run attacks`: runs every attack case with its defence and without, and writes `reports/attacks.md`. `npm run attacks -- A04 B` runs
 * one case and a group. The last line counts the cases whose tests saw the defence go; the exit code says whether that is all of them.
 */
const wanted = process.argv.slice(2);
const chosen = attackCases.filter(({ id }) => wanted.length === 0 || wanted.some((word) => id.startsWith(word)));
if (chosen.length === 0) {
  console.error('No such case.');
  process.exit(1);
}
// Leaving through process.exit ends the runs on the way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const results = await runCases(chosen, (result) => console.log(describeResult(result)));
writeReport(join(projectRoot, 'reports'), results);
console.log(summarize(results));
process.exitCode = results.every(({ caught }) => caught) ? 0 : 1;
