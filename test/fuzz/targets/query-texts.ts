import fc from 'fast-check';
import { canary } from '../plausible.ts';

const names = [
  'code',
  'state',
  'error',
  'iss',
  'error_description',
  'access_token',
  'id_token',
  'realmId',
  'hint',
  '__proto__',
  'state[]',
];
const values = [
  'c1',
  canary,
  '',
  'access_denied',
  'invalid_scope',
  '<script>alert(1)</script>',
  'https://provider.example/tenant',
  'https://evil.example',
  'a\0b',
  'a\r\nb',
  'é',
  'x'.repeat(8193),
  '%',
  '%zz',
];

/** Queries of a callback, from good ones to noise; `state` makes the values of the parameter that finds the flow. */
export function queryText(state: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, fc.string({ unit: 'binary', maxLength: 20 }));
  const pair = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...names), value) },
    { weight: 3, arbitrary: fc.tuple(fc.constant('state'), state) },
    { weight: 2, arbitrary: fc.constant(['code', 'c1'] as const) },
    fc.tuple(fc.string({ maxLength: 8 }), value),
  );
  const encoded = fc
    .array(pair, { maxLength: 6 })
    .map((pairs) => new URLSearchParams(pairs.map(([name, content]): [string, string] => [name, content])).toString());
  const raw = fc.array(pair, { maxLength: 6 }).map((pairs) => pairs.map(([name, content]) => `${name}=${content}`).join('&'));
  const many = fc.tuple(fc.nat(80), encoded).map(([count, text]) => `${'p=1&'.repeat(count)}${text}`);
  return fc.oneof({ weight: 6, arbitrary: encoded }, { weight: 2, arbitrary: raw }, many, fc.string({ unit: 'binary' }));
}
