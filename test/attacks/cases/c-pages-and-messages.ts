import type { AttackCase } from '../attack-case.ts';

const popupWindow = 'widget/popup/popup-window.ts';
const flowFollower = 'widget/controllers/flow-follower.ts';
const openWindow = 'widget/controllers/open-flow-window.ts';

/** Group C: pages, redirects, messages. */
export const pageAndMessageCases: readonly AttackCase[] = [
  {
    id: 'C01',
    stimulus: 'a script in error_description',
    test: 'test/server/pages.test.ts',
    mutation: [
      {
        file: 'server/http/pages/message-page.ts',
        find: "language.t('refused.heading'),\n    text: ",
        replace: "language.t('refused.heading'),\n    text: (c.req.query('error_description') ?? '') + ",
      },
    ],
  },
  {
    id: 'C02',
    stimulus: 'an error code that is prose, or 10 KB',
    test: 'test/oauth/callback-parameters.test.ts',
    mutation: [
      {
        file: 'server/oauth/provider-code.ts',
        find: "return typeof value === 'string' && /^[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,64}$/.test(value) ? value : undefined;",
        replace: "return typeof value === 'string' ? value : undefined;",
      },
    ],
  },
  {
    id: 'C03',
    stimulus: 'error_uri=javascript:…',
    test: 'test/server/pages.test.ts',
    mutation: [
      {
        file: 'server/http/pages/message-page.ts',
        find: "language.t('refused.heading'),\n    text: ",
        replace: "language.t('refused.heading'),\n    text: (c.req.query('error_uri') ?? '') + ",
      },
    ],
  },
  {
    id: 'C04',
    stimulus: 'a success or failure address in the query',
    test: 'test/attacks/redirects.test.ts',
    mutation: [
      {
        file: 'server/http/routes/oauth.ts',
        find: 'c.redirect(landing(deps, outcome), 303)',
        replace: "c.redirect(query.get('returnUrl') ?? landing(deps, outcome), 303)",
      },
    ],
  },
  {
    id: 'C05',
    stimulus: '40 spellings that get around a list of addresses',
    test: 'test/definitions/custom-redirects.test.ts',
    mutation: [
      {
        file: 'server/definitions/safe-url.ts',
        find: 'url.href !== text && ',
        replace: 'false && ',
      },
    ],
  },
  {
    id: 'C06',
    stimulus: '&, # and line breaks in a name that a redirect carries',
    test: 'test/attacks/redirects.test.ts',
    mutation: [
      {
        file: 'server/services/custom-redirect.ts',
        find: 'url.searchParams.set(name, value);',
        replace: "url.search += [url.search === '' ? '?' : '&', name, '=', value].join('');",
      },
    ],
  },
  {
    id: 'C07',
    stimulus: 'a message of the right shape from another origin',
    test: 'test/widget/connect.test.ts',
    mutation: [{ file: popupWindow, find: 'event.origin !== this.#origin || ', replace: '' }],
  },
  {
    id: 'C08',
    stimulus: 'a message of the right origin for another flow, with more in it, or no object',
    test: 'test/widget/connect.test.ts',
    mutation: [{ file: popupWindow, find: ' && event.data.flowId === this.#flow?.id', replace: '' }],
  },
  {
    id: 'C09',
    stimulus: 'a message that tells a success of a sign-in that failed',
    test: 'test/widget/connect.test.ts',
    mutation: [
      {
        file: openWindow,
        find: 'onDone: () => void follower.poll(attempt),',
        replace:
          "onDone: () => run.settle({ type: 'answered', connection: { ...run.connection(), connected: true, status: 'configured' } }),",
      },
    ],
  },
  {
    id: 'C10',
    stimulus: 'one completion told by message, by focus and by the clock',
    test: 'test/widget/connect.test.ts',
    mutation: [
      { file: flowFollower, find: ' || attempt.asking) return;', replace: ') return;' },
      { file: 'widget/controllers/connect-attempt.ts', find: '    this.#abort.abort();\n', replace: '' },
      {
        file: 'widget/state/connect-flow.ts',
        find: "return isPending(state) || state.name === 'blocked' ? nextFromServer(state, event.status) : state;",
        replace: 'return nextFromServer(state, event.status);',
      },
    ],
  },
  {
    id: 'C11',
    stimulus: 'a page of the sign-in window in an iframe, object or embed',
    test: 'test/e2e/popup/window-pages.test.ts',
    mutation: [
      {
        file: 'server/http/middleware/security-headers.ts',
        find: "form-action 'none'; frame-ancestors 'none'; ",
        replace: "form-action 'none'; ",
      },
    ],
  },
  {
    id: 'C12',
    stimulus: 'a page without one of its headers',
    test: 'test/server/pages.test.ts',
    mutation: [
      { file: 'server/http/middleware/security-headers.ts', find: "  'referrer-policy': 'no-referrer',\n", replace: '' },
    ],
  },
  {
    id: 'C13',
    stimulus: 'a page that loads something from elsewhere while code and state are about',
    test: 'test/e2e/popup/window-pages.test.ts',
    mutation: [
      {
        file: 'server/http/middleware/security-headers.ts',
        find: "; connect-src 'self'; img-src",
        replace: " http:; connect-src 'self'; img-src",
      },
      {
        file: 'server/http/pages/layout.ts',
        find: '<style nonce=',
        replace: '<link rel="stylesheet" href="http://127.0.0.1:9/font.css" /><style nonce=',
      },
    ],
  },
  {
    id: 'C14',
    stimulus: 'back to the callback, and the last page loaded again',
    test: 'test/server/pages.test.ts',
    mutation: [
      {
        file: 'server/storage/flow-store.ts',
        find: "          eq(flows.state, 'authorizing'),\n          isNull(flows.consumedAt),\n",
        replace: '',
      },
    ],
  },
  {
    id: 'C15',
    stimulus: 'a provider whose opener policy cuts the window off',
    test: 'test/e2e/popup/opener-policies.test.ts',
    mutation: [
      {
        file: flowFollower,
        find: '    const signal = AbortSignal.any(',
        replace:
          "    if (attempt.popup && !attempt.popup.reachable) return this.#run.settle({ type: 'cancel' });\n    const signal = AbortSignal.any(",
      },
    ],
  },
  {
    id: 'C16',
    stimulus: 'a vendor page whose opener policy cuts the window off',
    test: 'test/e2e/popup/opener-policies.test.ts',
    mutation: [
      {
        file: openWindow,
        find: "  attempt.setTimer(page.setTimer(() => block('silent'), handshakeTimeoutMs));\n",
        replace: '',
      },
    ],
  },
  {
    id: 'C17',
    stimulus: 'a browser that lets no window open',
    test: 'test/e2e/popup/without-window.test.ts',
    mutation: [{ file: popupWindow, find: 'return this.#window === null;', replace: 'return false;' }],
  },
  {
    id: 'C18',
    stimulus: 'a callback after Cancel',
    test: 'test/server/connect.test.ts',
    mutation: [
      {
        file: 'server/services/follow-flow.ts',
        find: "tx.flows.end(flow.id, ['created', 'authorizing', 'parked'], {",
        replace: "tx.flows.end(flow.id, ['created', 'parked'], {",
      },
    ],
  },
  {
    id: 'C19',
    stimulus: 'a vendor page in a frame of another site, its storage apart',
    test: 'test/e2e/popup/frames.test.ts',
    mutation: [
      {
        file: openWindow,
        find: "      run.dispatch({ type: 'handshake' });\n      follower.follow(attempt);\n",
        replace: "      run.dispatch({ type: 'handshake' });\n",
      },
    ],
  },
  {
    id: 'C20',
    stimulus: 'a sandbox without windows, or whose windows are sandboxed too',
    test: 'test/e2e/popup/frames.test.ts',
    mutation: [{ file: 'widget/controllers/flow-page.ts', find: 'framed: window.parent !== window,', replace: 'framed: false,' }],
  },
];
