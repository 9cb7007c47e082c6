import type { AttackCase, Edit } from '../attack-case.ts';

/** The callback no longer asks for the cookie of the browser that began the flow. */
const anyBrowserFinishes: Edit = {
  file: 'server/storage/flow-store.ts',
  find: '          eq(flows.browserHash, browserHash),\n',
  replace: '',
};

/** Group A: state, session and browser binding. */
export const bindingCases: readonly AttackCase[] = [
  {
    id: 'A01',
    stimulus: 'a callback without a state',
    test: 'test/server/connect.test.ts',
    // The flow is found by the cookie alone.
    mutation: [
      {
        file: 'server/services/complete-connect.ts',
        find: 'return state === undefined ? undefined : { stateHash: hashToken(state) };',
        replace: "return { stateHash: hashToken(state ?? '') };",
      },
      { file: 'server/storage/flow-store.ts', find: '          isCallbackOf(key),\n', replace: '' },
    ],
  },
  {
    id: 'A02',
    stimulus: 'an unknown state, to learn which are known',
    test: 'test/server/connect.test.ts',
    mutation: [{ file: 'server/services/complete-connect.ts', find: "?? 'flow_not_bound'", replace: "?? 'flow_expired'" }],
  },
  {
    id: 'A03',
    stimulus: 'the state of another tenant’s live flow',
    test: 'test/attacks/binding.test.ts',
    mutation: [anyBrowserFinishes],
  },
  {
    id: 'A04',
    stimulus: 'a valid state in a second browser',
    test: 'test/server/connect.test.ts',
    mutation: [anyBrowserFinishes],
  },
  {
    id: 'A05',
    stimulus: 'a valid state in another browser of the same user',
    test: 'test/attacks/binding.test.ts',
    mutation: [anyBrowserFinishes],
  },
  {
    id: 'A06',
    stimulus: 'the callback again after it succeeded',
    test: 'test/attacks/binding.test.ts',
    mutation: [
      {
        file: 'server/storage/flow-store.ts',
        find: "          eq(flows.state, 'authorizing'),\n          isNull(flows.consumedAt),\n",
        replace: '',
      },
    ],
  },
  {
    id: 'A07',
    stimulus: 'callbacks in parallel',
    test: 'test/server/connect.test.ts',
    mutation: [
      {
        file: 'server/storage/flow-store.ts',
        find: "          eq(flows.state, 'authorizing'),\n          isNull(flows.consumedAt),\n",
        replace: '',
      },
    ],
  },
  {
    id: 'A08',
    stimulus: 'a callback after ten minutes of the database’s clock',
    test: 'test/attacks/flow-expiry.postgres.test.ts',
    mutation: [
      {
        file: 'server/storage/flow-store.ts',
        find: 'isNull(flows.consumedAt),\n          live,',
        replace: 'isNull(flows.consumedAt),',
      },
    ],
  },
  {
    id: 'A09',
    stimulus: 'the start page opened from a mailed link',
    test: 'test/server/connect.test.ts',
    mutation: [
      {
        file: 'server/http/routes/oauth.ts',
        find: 'return c.html(startPage(',
        replace: "setCookie(c, browserCookie, generateToken('ccb'), cookieOptions);\n    return c.html(startPage(",
      },
    ],
  },
  {
    id: 'A10',
    stimulus: 'a flow’s secret posted by a page of another origin',
    test: 'test/server/connect.test.ts',
    mutation: [{ file: 'server/storage/flow-store.ts', find: ', eq(flows.pageOrigin, pageOrigin))', replace: ')' }],
  },
  {
    id: 'A11',
    stimulus: 'the attacker’s authorization URL in the victim’s browser',
    test: 'test/attacks/binding.test.ts',
    mutation: [anyBrowserFinishes],
  },
  {
    id: 'A12',
    stimulus: 'a session that ended between start and callback',
    test: 'test/server/connect.test.ts',
    mutation: [
      {
        file: 'server/services/settle-flow.ts',
        find: "if (!flow.isSessionAlive) throw new DomainError('session_revoked');",
        replace: '',
      },
    ],
  },
  {
    id: 'A13',
    stimulus: 'another user in the page when the sign-in comes back',
    test: 'test/server/redirect-mode.test.ts',
    mutation: [
      {
        file: 'server/services/follow-flow.ts',
        find: "if (flow.userId !== session.userId) throw new DomainError('subject_mismatch');",
        replace: '',
      },
    ],
  },
  {
    id: 'A14',
    stimulus: 'DISCONNECT while the code is being exchanged',
    test: 'test/attacks/binding.test.ts',
    mutation: [
      {
        file: 'server/services/store-grant.ts',
        find: "if (outcome === undefined) return 'flow_superseded';",
        replace: 'if (outcome === undefined) return undefined;',
      },
    ],
  },
  {
    id: 'A15',
    stimulus: 'two tabs that connect the same connection',
    test: 'test/attacks/two-tabs.test.ts',
    mutation: [
      {
        file: 'server/services/store-grant.ts',
        find: 'if (previous && flow) await retireReplaced(tx, { record, previous, client, tokens: grant.tokens, actor });',
        replace: '',
      },
    ],
  },
  {
    id: 'A16',
    stimulus: 'a state that is long, binary or repeated',
    test: 'test/oauth/callback-parameters.test.ts',
    mutation: [
      {
        file: 'server/oauth/callback-parameters.ts',
        find: 'state !== undefined && more.length === 0',
        replace: 'state !== undefined',
      },
    ],
  },
  {
    id: 'A17',
    stimulus: 'the callback by HEAD, OPTIONS, PUT',
    test: 'test/server/connect.test.ts',
    mutation: [
      {
        file: 'server/http/routes/oauth.ts',
        find: "if (method !== 'GET' && !isPost)",
        replace: "if (method !== 'GET' && method !== 'HEAD' && !isPost)",
      },
    ],
  },
  {
    id: 'A18',
    stimulus: 'the callback as a prefetch',
    test: 'test/server/connect.test.ts',
    mutation: [
      {
        file: 'server/http/routes/oauth.ts',
        find: "if (c.req.header('sec-purpose')?.includes('prefetch')) return c.body(null, 204);",
        replace: '',
      },
    ],
  },
  {
    id: 'A19',
    stimulus: 'a forged post of a callback',
    test: 'test/attacks/form-post.test.ts',
    mutation: [anyBrowserFinishes],
  },
  {
    id: 'A20',
    stimulus: 'a cookie planted by a sibling subdomain',
    test: 'test/attacks/binding.test.ts',
    mutation: [
      {
        file: 'server/http/browser-cookie.ts',
        find: "const name = '__Host-connection-config';",
        replace: "const name = 'connection-config';",
      },
    ],
  },
];
