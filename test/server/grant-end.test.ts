import assert from 'node:assert/strict';
import { it } from 'node:test';
import { foreseeEnd } from '../../server/services/grant-end.ts';

const day = 86_400;
const atSignIn = { noticeSeconds: 7 * day };
const before = (endsInDays: number | null, consentEndsInDays: number | null = null) => ({
  before: {
    endsInSeconds: endsInDays === null ? null : endsInDays * day,
    consentEndsInSeconds: consentEndsInDays === null ? null : consentEndsInDays * day,
  },
});

it('tells a week ahead of a long life, and a third ahead of a short one', () => {
  assert.deepEqual(foreseeEnd(90 * day, atSignIn), { refreshTokenSeconds: 90 * day, noticeInSeconds: 83 * day });
  assert.deepEqual(foreseeEnd(3 * day, atSignIn), { refreshTokenSeconds: 3 * day, noticeInSeconds: 2 * day });
});

it('foresees nothing where nobody tells', () => {
  assert.deepEqual(foreseeEnd(undefined, { ...atSignIn, ...before(null) }), {});
  assert.deepEqual(foreseeEnd(undefined, { ...atSignIn, ...before(12) }), {});
});

it('takes the end that comes first', () => {
  const terms = { ...atSignIn, consentSeconds: 30 * day };
  assert.deepEqual(foreseeEnd(90 * day, terms), { refreshTokenSeconds: 90 * day, noticeInSeconds: 23 * day });
  assert.deepEqual(foreseeEnd(undefined, terms), { noticeInSeconds: 23 * day });
  assert.deepEqual(foreseeEnd(12 * day, terms), { refreshTokenSeconds: 12 * day, noticeInSeconds: 8 * day });
});

it('leaves an end as it was planned that a renewal does not move, so that a notice neither recedes nor comes twice', () => {
  assert.equal(foreseeEnd(2 * day, { ...atSignIn, ...before(2) }), 'unchanged');
  assert.equal(foreseeEnd(2 * day + 50, { ...atSignIn, ...before(2) }), 'unchanged');
  assert.equal(foreseeEnd(90 * day, { ...atSignIn, consentSeconds: 365 * day, ...before(20, 20) }), 'unchanged');
});

it('plans anew when a renewal moves the end, until the consent itself ends', () => {
  const terms = { ...atSignIn, consentSeconds: 365 * day };
  assert.deepEqual(foreseeEnd(90 * day, { ...terms, ...before(60, 200) }), {
    refreshTokenSeconds: 90 * day,
    noticeInSeconds: 83 * day,
  });
  assert.deepEqual(foreseeEnd(90 * day, { ...terms, ...before(60, 80) }), {
    refreshTokenSeconds: 90 * day,
    noticeInSeconds: 73 * day,
  });
});
