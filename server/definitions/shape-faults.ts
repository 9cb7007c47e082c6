import type * as v from 'valibot';
import { joinPath, type DefinitionFaultCode, type FaultList } from './definition-error.ts';

/** Tells what a schema found, with paths below `root`. Only the kind of a wrong value is told: the value may be a secret. */
export function describeIssues(issues: readonly v.BaseIssue<unknown>[], root: string, faults: FaultList): void {
  for (const issue of issues) {
    const path = (issue.path ?? []).reduce(
      (above, { key }) => joinPath(above, typeof key === 'number' ? key : String(key)),
      root,
    );
    const [code, message] = describe(issue);
    faults.add(path, code, message);
  }
}

function describe(issue: v.BaseIssue<unknown>): [DefinitionFaultCode, string] {
  if (issue.type === 'strict_object' && issue.expected === 'never') return ['wrong_shape', 'There is no such member.'];
  if (issue.input === undefined) return ['missing', 'This is required and missing.'];
  if (issue.kind === 'validation') {
    const own = issue.message.startsWith('Invalid')
      ? `This does not fit: expected ${issue.expected ?? issue.type}.`
      : issue.message;
    return [issue.type === 'regex' && own.includes('https') ? 'invalid_url' : 'invalid_value', own];
  }
  return ['wrong_shape', `Expected ${expectation(issue)}, found ${kindOf(issue.input)}.`];
}

const expectations: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  Array: 'a list',
  Object: 'an object',
};

function expectation({ expected }: v.BaseIssue<unknown>): string {
  if (expected === null) return 'something else';
  return expectations[expected] ?? expected.replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ');
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'string' ? 'other text' : `a ${typeof input}`.replace('a object', 'an object');
}
