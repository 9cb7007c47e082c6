import { resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/**
 * A node:test reporter that yields one line of JSON, `{ passed, failed, notes }`, at the end.
 * Suites are not counted, their tests are. A skipped test counts as failed, and so does a file without any test,
 * which node:test itself would report as passed.
 */
export default async function* countTests(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0;
  let failed = 0;
  const notes: string[] = [];
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, details, skip, todo, file } = event.data;
    if (details.type === 'suite') continue;
    const unwritten = skip !== undefined || todo !== undefined;
    const empty = event.type === 'test:pass' && file !== undefined && resolve(name) === file;
    if (unwritten) notes.push(`skipped: ${name} (${file ?? 'unknown file'})`);
    if (empty) notes.push(`no test in ${name}`);
    if (event.type === 'test:pass' && !unwritten && !empty) passed += 1;
    else failed += 1;
  }
  yield JSON.stringify({ passed, failed, notes });
}
