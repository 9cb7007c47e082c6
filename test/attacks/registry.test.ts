import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { crashPoints, exchangePoints, stallPoints } from '../faults/crash-points.ts';
import { projectRoot } from '../support/runner/run-program.ts';
import { attackCases } from './cases/index.ts';
import { checkEdits } from './mutate-source.ts';

/** How many cases each group of the list has. */
const sizes = { A: 20, B: 20, C: 20, D: 22, E: 15, F: 14, G: 10, H: 14 };
const everyId = Object.entries(sizes).flatMap(([group, size]) =>
  Array.from({ length: size }, (_, index) => `${group}${String(index + 1).padStart(2, '0')}`),
);

describe('the list of attacks', () => {
  it('has every number once and in order', () => {
    assert.deepEqual(
      attackCases.map(({ id }) => id),
      everyId,
    );
    assert.equal(everyId.length, 135);
  });

  it('names for every number a test that carries it', () => {
    const missing = attackCases.filter(({ id, test }) => {
      const source = readFileSync(join(projectRoot, test), 'utf8');
      return !new RegExp(`['"\`][^\\n]*\\b${id}\\b`).test(source);
    });
    assert.deepEqual(
      missing.map(({ id, test }) => `${id}: ${test}`),
      [],
    );
  });

  for (const { id, mutation } of attackCases) {
    it(`can switch off the defence against ${id}`, () => checkEdits(projectRoot, mutation));
  }
});

describe('the places where servers are killed and stalled', () => {
  for (const point of [...crashPoints, ...exchangePoints, ...stallPoints]) {
    if ('edit' in point) it(`are still there: ${point.name}`, () => checkEdits(projectRoot, [point.edit]));
  }
});
