import { startPostgres } from '../postgres.ts';
import { runBrowserTests, runNodeTests } from './counted-run.ts';
import { prepareMachine } from './machine.ts';
import { check, type Step, type StepResult, sum } from './step.ts';
import { e2eTests, postgresTests, unitTests } from './test-files.ts';

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
  { name: 'build', run: () => check('npm', 'run', '--silent', 'build') },
  { name: 'e2e', run: () => runNodeTests(e2eTests) },
  { name: 'e2e-postgres', run: () => onPostgres('E2E_DATABASE_URL', e2eTests) },
];

async function checkTypes(): Promise<StepResult> {
  const results: StepResult[] = [];
  for (const folder of ['server', 'widget', 'demo', 'test']) results.push(await check('tsc', '--pretty', 'false', '-p', folder));
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
