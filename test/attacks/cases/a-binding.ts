import type { AttackCase } from '../attack-case.ts';

/** Group A: state, session and browser binding. */
export const bindingCases: readonly AttackCase[] = [
  {
    id: 'A04',
    stimulus: 'a valid state in a second browser',
    test: 'test/server/connect.test.ts',
    mutation: [
      {
        file: 'server/storage/flow-store.ts',
        find: '            eq(flows.browserHash, browserHash),\n',
        replace: '',
      },
    ],
  },
];
