import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectRoot } from '../support/runner/run-program.ts';

/** Faults that servers are put under, `R01` to `R40`. */
const everyNumber = Array.from({ length: 40 }, (_, index) => `R${String(index + 1).padStart(2, '0')}`);
/** What is no single test: `npm run chaos`. */
const harnesses: Readonly<Record<string, string>> = { R40: 'test/faults/run-chaos.ts' };

/** Every number that the title of a test begins with; a title may begin with several. */
function numbersOf(source: string): string[] {
  const titles = source.matchAll(/\b(?:it|describe)\(\s*(['"`])((?:[A-Z]\d\d\b[ :]*)+)/g);
  return [...titles].flatMap(([, , numbers]) => [...(numbers ?? '').matchAll(/R\d\d/g)].map(([number]) => number));
}

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

it('names for every fault a test whose title begins with its number', () => {
  const files = globSync('test/**/*.test.ts', { cwd: projectRoot });
  const named = new Set(files.flatMap((file) => numbersOf(read(file))));
  for (const [number, file] of Object.entries(harnesses)) if (read(file).includes(`${number},`)) named.add(number);
  assert.deepEqual(
    everyNumber.filter((number) => !named.has(number)),
    [],
  );
});

it('sees a title without its number, and one with several', () => {
  assert.deepEqual(numbersOf("it('R22 R35: renews', () => undefined); it(\n  `R03 H10: so many`"), ['R22', 'R35', 'R03']);
  assert.deepEqual(numbersOf("it('renews as R22 says', () => undefined); // R23"), []);
});
