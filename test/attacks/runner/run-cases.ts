import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../support/postgres.ts';
import { projectRoot } from '../../support/runner/run-program.ts';
import type { AttackCase } from '../attack-case.ts';
import { checkEdits } from '../mutate-source.ts';
import { mutationEnvironment } from '../mutation-environment.ts';
import { buildMutatedTag, changesTag, serveTagFrom } from './build-mutated-tag.ts';
import { inBrowser, runTitledTests, type TitledRun } from './run-titled-tests.ts';
import { carries } from './titled-test.ts';

/** What became of one case. */
export interface CaseResult {
  readonly attack: AttackCase;
  /** Tests that passed with the defence on; 0 also when one failed. */
  readonly passed: number;
  /** Tests that failed by their own code with the defence off. */
  readonly failed: number;
  /** Whether the test held with the defence and fell without it. */
  readonly caught: boolean;
  /** How it fell; or why the case proves nothing. */
  readonly note: string;
}

/** How many files or cases run at the same time. */
const parallel = 2;

/**
 * Runs every case's tests as they are, once a file, and then once more a case with its defence switched off.
 * A case is caught when all its tests pass at first, and then at least one fails in its own code.
 */
export async function runCases(cases: readonly AttackCase[], onResult: (result: CaseResult) => void): Promise<CaseResult[]> {
  const needsPostgres = cases.some(({ test }) => test.endsWith('.postgres.test.ts'));
  const postgres = needsPostgres ? await startPostgres() : undefined;
  const environment = (test: string): Record<string, string> =>
    postgres !== undefined && test.endsWith('.postgres.test.ts') ? { TEST_DATABASE_URL: postgres.url } : {};
  try {
    const defended = new Map<string, TitledRun>();
    await inParallel([...new Set(cases.map(({ test }) => test))], async (test) => {
      const ids = cases.filter((attack) => attack.test === test).map(({ id }) => id);
      defended.set(test, await runTitledTests(test, ids, environment(test)));
    });
    return await inParallel(cases, async (attack) => {
      const result = await judge(attack, defended.get(attack.test), environment(attack.test));
      onResult(result);
      return result;
    });
  } finally {
    await postgres?.stop();
  }
}

async function judge(
  attack: AttackCase,
  defended: TitledRun | undefined,
  environment: Readonly<Record<string, string>>,
): Promise<CaseResult> {
  const tests = defended?.tests.filter(({ title }) => carries(title, attack.id)) ?? [];
  const broken = tests.find((test) => !test.passed);
  const nothing = { attack, passed: 0, failed: 0, caught: false };
  if (broken !== undefined) return { ...nothing, note: `fails with the defence on: ${broken.message}` };
  if (tests.length === 0) return { ...nothing, note: `no test of this number ran: ${lastLine(defended?.output ?? '')}` };
  try {
    checkEdits(projectRoot, attack.mutation);
  } catch (error) {
    return { ...nothing, passed: tests.length, note: `stale: ${String(error)}` };
  }
  const undefended = await runUndefended(attack, environment);
  const failures = undefended.tests.filter((test) => test.failedItself);
  const caught = failures.length > 0;
  const other = undefended.tests.find((test) => !test.passed);
  const unproven = other === undefined ? 'passes without the defence' : `proves nothing: ${other.message}`;
  const lost = undefended.tests.length === 0 ? `proves nothing: ${lastLine(undefended.output)}` : unproven;
  return { attack, passed: tests.length, failed: failures.length, caught, note: failures[0]?.message ?? lost };
}

async function runUndefended(
  { id, test, mutation }: AttackCase,
  environment: Readonly<Record<string, string>>,
): Promise<TitledRun> {
  if (inBrowser(test) || !changesTag(mutation))
    return runTitledTests(test, [id], { ...environment, ...mutationEnvironment(mutation) });
  const tag = mkdtempSync(join(tmpdir(), 'attack-tag-'));
  try {
    await buildMutatedTag(mutation, tag);
    const edits = [...mutation, serveTagFrom(tag)];
    return await runTitledTests(test, [id], { ...environment, ...mutationEnvironment(edits), TAG_DIRECTORY: tag });
  } finally {
    rmSync(tag, { recursive: true, force: true });
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

/** Maps in the items' order, a few at a time. */
async function inParallel<Item, Result>(items: readonly Item[], run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return results;
}
