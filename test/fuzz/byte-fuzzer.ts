import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from '../support/runner/run-program.ts';
import { nameOf, SeenBranches, words } from './coverage.ts';
import type { FuzzLimits, FuzzOutcome, FuzzTarget } from './fuzz-target.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { Random } from './random.ts';

/**
 * Feeds a target with bytes: the seeds of its corpus, then changes of whatever went where no input had been. Needs
 * `instrument-on-load.ts`; without it every input looks the same.
 */
export async function fuzzWithBytes(target: FuzzTarget<unknown>, limits: FuzzLimits): Promise<FuzzOutcome> {
  const random = new Random(limits.seed);
  const seen = new SeenBranches();
  const corpus: Buffer[] = [];
  const seeds = readSeeds(target.name);
  const material = { words: [...words], corpus };
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let inputs = 0;
  while (inputs < limits.inputs && (inputs % 256 !== 0 || seconds() < limits.seconds)) {
    const seed = seeds.pop();
    const bytes = seed ?? mutateBytes(random.pick(corpus), random, material);
    inputs += 1;
    seen.reset();
    try {
      await target.check(target.decode(bytes));
    } catch (error) {
      return { inputs, seconds: seconds(), remark: '', finding: `${String(error)}\n${keep(target.name, bytes)}` };
    }
    if (seen.foundMore() || seed !== undefined) corpus.push(bytes);
  }
  return { inputs, seconds: seconds(), remark: `${seen.count} branches, ${corpus.length} inputs kept` };
}

/** The seeds of a target, last one first. */
function readSeeds(name: string): Buffer[] {
  const folder = join(import.meta.dirname, 'corpus', name);
  return readdirSync(folder)
    .toSorted()
    .map((file) => readFileSync(join(folder, file)));
}

function keep(name: string, bytes: Buffer): string {
  const folder = join(projectRoot, 'reports', 'fuzz');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${nameOf(bytes)}`);
  writeFileSync(file, bytes);
  return `see it again: npm run fuzz -- --replay ${name} ${relative(projectRoot, file)}`;
}
