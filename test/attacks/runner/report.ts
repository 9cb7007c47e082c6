import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseResult } from './run-cases.ts';

/** One line of the report. */
export function describeResult({ attack, passed, failed, caught, note }: CaseResult): string {
  const verdict = caught ? `${failed} of ${passed} failed without it` : 'NOT CAUGHT';
  return `${attack.id}  ${verdict.padEnd(26)} ${attack.stimulus}${caught ? '' : `: ${note}`}`;
}

/** The verdict over all cases. */
export function summarize(results: readonly CaseResult[]): string {
  return `${results.filter(({ caught }) => caught).length} of ${results.length} cases caught their mutation`;
}

/** Writes `attacks.md`, the table for people, and `attacks.json`, the same for programs. */
export function writeReport(folder: string, results: readonly CaseResult[]): void {
  mkdirSync(folder, { recursive: true });
  const rows = results.map(({ attack, passed, failed, caught, note }) => [
    attack.id,
    attack.stimulus,
    attack.test,
    attack.mutation.map(({ file }) => file).join(', '),
    `passed ${passed}`,
    caught ? `failed ${failed}` : 'NOT CAUGHT',
    note,
  ]);
  const head = ['Case', 'Stimulus', 'Test', 'Defence in', 'Defence on', 'Defence off', 'How'];
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`);
  writeFileSync(join(folder, 'attacks.md'), `# Attack cases\n\n${table.join('\n')}\n\n${summarize(results)}\n`);
  writeFileSync(join(folder, 'attacks.json'), `${JSON.stringify(results, null, 2)}\n`);
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
