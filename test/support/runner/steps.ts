import { join } from 'node:path';
import { attackCases } from '../../attacks/cases/index.ts';
import { describeResult, writeReport } from '../../attacks/runner/report.ts';
import { runCases } from '../../attacks/runner/run-cases.ts';
import { allJobs, runJobs, secondsEach } from '../../fuzz/run-jobs.ts';
import { startPgBouncer } from '../pgbouncer.ts';
import { startPostgres } from '../postgres.ts';
import { runBrowserTests, runNodeTests } from './counted-run.ts';
import { prepareMachine } from './machine.ts';
import { projectRoot } from './run-program.ts';
import { check, type Step, type StepResult, sum } from './step.ts';
import { e2ePostgresTests, e2eTests, faultTests, packageTests, poolerTests, postgresTests, unitTests } from './test-files.ts';

/** Everything `npm test` does, cheapest first. */
export const steps: readonly Step[] = [
  { name: 'machine', run: prepareMachine },
  { name: 'format', run: () => check('prettier', '--check', '.') },
  { name: 'types', run: checkTypes },
  { name: 'lint', run: () => check('eslint', '--max-warnings=0', '.') },
  { name: 'unit', run: () => runNodeTests(unitTests) },
  { name: 'postgres', run: () => onPostgres('TEST_DATABASE_URL', postgresTests) },
  { name: 'widget-chromium', run: () => runBrowserTests('test/wtr.chromium.config.mjs') },
  { name: 'widget-firefox', run: () => runBrowserTests('test/wtr.firefox.config.mjs') },
  { name: 'widget-webkit', run: () => runBrowserTests('test/wtr.webkit.config.mjs') },
  { name: 'build', run: () => check('npm', 'run', '--silent', 'build') },
  { name: 'package', run: () => runNodeTests(packageTests) },
  { name: 'e2e', run: () => runNodeTests(e2eTests) },
  { name: 'e2e-postgres', run: () => onPostgres('E2E_DATABASE_URL', e2ePostgresTests) },
  { name: 'attacks', run: checkAttacks },
  { name: 'fuzz', run: fuzz },
  { name: 'pooler', run: throughPooler },
  { name: 'faults', run: () => onPostgres('TEST_DATABASE_URL', faultTests) },
  { name: 'chaos', run: () => check('node', '--conditions=source', join('test', 'faults', 'run-chaos.ts'), '--minutes', '10') },
];

/** A minute of new inputs; `npm run fuzz` is the long run. */
async function fuzz(): Promise<StepResult> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const jobs = allJobs({ seed, inputs: 1_000_000 });
  const finished = await runJobs(
    jobs.map((job) => ({ ...job, seconds: secondsEach(60, jobs.length) })),
    () => undefined,
  );
  const failed = finished.filter(({ passed }) => !passed);
  return {
    passed: finished.length - failed.length,
    failed: failed.length,
    output: failed.map(({ report }) => report).join('\n'),
  };
}

async function checkTypes(): Promise<StepResult> {
  const results: StepResult[] = [];
  for (const folder of ['server', 'widget', 'widget/build', 'demo', 'test'])
    results.push(await check('tsc', '--pretty', 'false', '-p', folder));
  return sum(results);
}

async function onPostgres(variable: string, files: readonly string[]): Promise<StepResult> {
  const server = await startPostgres();
  try {
    return await runNodeTests(files, { [variable]: server.url });
  } finally {
    await server.stop();
  }
}

/** Transaction-mode pooling: no session lock, no named statement, no setting of a connection may be relied on. */
async function throughPooler(): Promise<StepResult> {
  const server = await startPostgres();
  try {
    const pooler = await startPgBouncer(server.url);
    try {
      return await runNodeTests(poolerTests, { TEST_DATABASE_URL: pooler.url });
    } finally {
      await pooler.stop();
    }
  } finally {
    await server.stop();
  }
}

/** Every attack case is a check: its tests hold with the defence, and fall without it. */
async function checkAttacks(): Promise<StepResult> {
  const results = await runCases(attackCases, () => undefined);
  writeReport(join(projectRoot, 'reports'), results);
  const missed = results.filter(({ caught }) => !caught);
  return { passed: results.length - missed.length, failed: missed.length, output: missed.map(describeResult).join('\n') };
}
