import { join } from 'node:path';
import { steps } from './support/runner/steps.ts';

/**
 * `npm test`: every check and every test, in this order, one line a step. `npm test -- unit` runs one step;
 * `npm test -- widget` runs those whose name begins so. A failing step shows all its output, a passing one none.
 * The last line is `N passed, N failed`, and the exit code says the same.
 */
const wanted = process.argv.slice(2);
// Hundreds of processes load the same modules; compiled code is keyed by its source, so a changed file is never mistaken.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/compiled');
const chosen = steps.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name === word || name.startsWith(`${word}-`)),
);
if (chosen.length === 0) {
  console.error(`No such step. There are: ${steps.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
// Leaving through process.exit lets a step's browsers and databases be ended on the way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const total = { passed: 0, failed: 0 };
for (const { name, run } of chosen) {
  const startedAt = performance.now();
  const { passed, failed, output } = await run().catch((error: unknown) => ({ passed: 0, failed: 1, output: String(error) }));
  const ranNothing = passed + failed === 0;
  const failures = ranNothing ? 1 : failed;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (failures > 0) console.log(output);
  const remark = ranNothing ? ' (a step without a test is a failure)' : '';
  console.log(`${name.padEnd(16)} ${seconds.padStart(6)} s   ${passed} passed, ${failures} failed${remark}`);
  total.passed += passed;
  total.failed += failures;
}
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed`);
