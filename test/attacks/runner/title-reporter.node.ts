import type { TestEvent } from 'node:test/reporters';
import { onOneLine, type TitledTest } from './titled-test.ts';

/** A node:test reporter that yields a line of JSON, a {@link TitledTest}, for every test that ran. For one file at a time. */
export default async function* reportTitles(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const titles: string[] = [];
  for await (const event of events) {
    if (event.type === 'test:start') titles.splice(event.data.nesting, Infinity, event.data.name);
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { details, nesting, skip, todo } = event.data;
    if (details.type === 'suite' || skip !== undefined || todo !== undefined) continue;
    const test: TitledTest = { title: titles.slice(0, nesting + 1).join(' '), ...verdict(event) };
    yield `${JSON.stringify(test)}\n`;
  }
}

function verdict(event: TestEvent & { type: 'test:pass' | 'test:fail' }): Omit<TitledTest, 'title'> {
  if (event.type === 'test:pass') return { passed: true, failedItself: false, message: '' };
  const error = event.data.details.error as Error & { failureType?: string };
  const message = error.cause instanceof Error ? error.cause.message : error.message;
  return { passed: false, failedItself: error.failureType === 'testCodeFailure', message: onOneLine(message) };
}
