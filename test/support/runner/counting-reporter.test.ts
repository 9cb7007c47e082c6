import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import countTests from './counting-reporter.node.ts';

const file = resolve('test/door.test.ts');

function event(type: 'test:pass' | 'test:fail', name: string, data: object = {}): TestEvent {
  return {
    type,
    data: { name, file, nesting: 1, testNumber: 1, details: { duration_ms: 1, type: 'test' }, ...data },
  } as TestEvent;
}

async function count(...events: TestEvent[]): Promise<unknown> {
  async function* stream(): AsyncGenerator<TestEvent> {
    yield* events;
  }
  let written = '';
  for await (const line of countTests(stream())) written += line;
  return JSON.parse(written);
}

describe('countTests', () => {
  it('counts tests, not the suites around them', async () => {
    const suite = event('test:fail', 'the door', { details: { duration_ms: 1, type: 'suite' } });
    const counts = await count(event('test:pass', 'opens'), event('test:fail', 'closes'), suite);
    assert.deepEqual(counts, { passed: 1, failed: 1, notes: [] });
  });

  it('counts a skipped test as failed', async () => {
    const counts = await count(event('test:pass', 'opens', { skip: true }), event('test:pass', 'closes', { todo: 'later' }));
    assert.deepEqual(counts, { passed: 0, failed: 2, notes: [`skipped: opens (${file})`, `skipped: closes (${file})`] });
  });

  it('counts a file without a test as failed', async () => {
    assert.deepEqual(await count(event('test:pass', 'test/door.test.ts', { nesting: 0 })), {
      passed: 0,
      failed: 1,
      notes: ['no test in test/door.test.ts'],
    });
  });
});
