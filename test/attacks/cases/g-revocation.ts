import type { AttackCase } from '../attack-case.ts';

const inTheProduct = 'test/attacks/revocation.test.ts';
const atTheProvider = 'test/oauth/requests.test.ts';
const revoking = 'server/services/revoke-tokens.ts';

/** Group G: revocation and disconnecting. */
export const revocationCases: readonly AttackCase[] = [
  {
    id: 'G01',
    stimulus: 'a revocation is confirmed, and nobody is told',
    test: inTheProduct,
    mutation: [{ file: revoking, find: "    await finish(deps, revocation, 'revoked');", replace: '' }],
  },
  {
    id: 'G02',
    stimulus: 'the token to revoke is dead already',
    test: atTheProvider,
    mutation: [
      {
        file: 'server/oauth/revocation.ts',
        find: "const deadTokenCodes = ['invalid_token', ",
        replace: 'const deadTokenCodes = [',
      },
    ],
  },
  {
    id: 'G03',
    stimulus: 'a revocation is answered 503',
    test: 'test/server/revocation.test.ts',
    mutation: [
      {
        file: revoking,
        find: "  if (revocation.pastDeadline) {\n    await finish(deps, revocation, 'unconfirmed', failure);",
        replace: "  if (revocation.attempts >= 0) {\n    await finish(deps, revocation, 'unconfirmed', failure);",
      },
    ],
  },
  {
    id: 'G04',
    stimulus: 'one kind of token cannot be revoked',
    test: inTheProduct,
    mutation: [{ file: revoking, find: '      failures.push(error);', replace: '      failures.push(error);\n      break;' }],
  },
  {
    id: 'G05',
    stimulus: 'no revocation is confirmed for 72 hours',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/storage/revocation-store.ts',
        find: '.set({ result, sealed: null, dueAt: null,',
        replace: '.set({ result, dueAt: null,',
      },
    ],
  },
  {
    id: 'G06',
    stimulus: 'the provider has no revocation call',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/services/disconnect.ts',
        find: "    if (grant.kind === 'unsupported') await recordChange(tx, record, { code: 'revocation_unsupported', actor });",
        replace: '',
      },
    ],
  },
  {
    id: 'G07',
    stimulus: 'DISCONNECT during a renewal',
    test: 'test/server/refresh.test.ts',
    mutation: [
      {
        file: 'server/services/end-grant.ts',
        find: '  await tx.credentials.remove(record.customerId, record.id);',
        replace: '',
      },
    ],
  },
  {
    id: 'G08',
    stimulus: 'DISCONNECT twice at once',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/services/disconnect.ts',
        find: "    if (grant.kind === 'nothing_to_revoke' && removed.length === 0 && record.status === 'not_configured') return grant;",
        replace: '',
      },
    ],
  },
  {
    id: 'G09',
    stimulus: 'one of two connections to an account is disconnected',
    test: inTheProduct,
    mutation: [{ file: revoking, find: "  return isShared ? 'revocation_shared' : undefined;", replace: '  return undefined;' }],
  },
  {
    id: 'G10',
    stimulus: 'a customer is deleted, and its data key stays',
    test: 'test/server/customers.test.ts',
    mutation: [
      {
        file: 'server/storage/customer-store.ts',
        find: '.set({ eraseAt: secondsFromNow(keyGraceSeconds) })',
        replace: '.set({ eraseAt: null })',
      },
    ],
  },
];
