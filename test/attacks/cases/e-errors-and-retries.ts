import type { AttackCase } from '../attack-case.ts';

const failures = 'test/oauth/classify-failure.test.ts';
const inTheProduct = 'test/attacks/token-answers.test.ts';
const renewal = 'server/services/refresh-credential.ts';
const classifier = 'server/oauth/classify-failure.ts';

/** Group E: errors and retries. */
export const errorAndRetryCases: readonly AttackCase[] = [
  {
    id: 'E01',
    stimulus: 'invalid_grant on renewal',
    test: 'test/server/refresh.test.ts',
    mutation: [
      {
        file: renewal,
        find: "if (code === 'reauth_required') return isInDoubt || credential.hasSpare ? 'outcome_unknown' : 'reauth_required';",
        replace: '',
      },
    ],
  },
  {
    id: 'E02',
    stimulus: 'invalid_grant with another status than 400',
    test: failures,
    mutation: [
      {
        file: classifier,
        find: "    case 'invalid_grant':\n      return refusedGrant[step];",
        replace:
          "    case 'invalid_grant':\n      return status === 400 ? refusedGrant[step] : codeOfStatus(status, providerCode, step);",
      },
    ],
  },
  {
    id: 'E03',
    stimulus: 'invalid_grant after another server stored a newer version',
    test: inTheProduct,
    mutation: [
      {
        file: renewal,
        find: 'isCurrent = credential?.generation === lease.credential.generation && credential.version === lease.credential.version;',
        replace: 'isCurrent = credential?.generation === lease.credential.generation;',
      },
    ],
  },
  {
    id: 'E04',
    stimulus: 'the provider does not accept the client',
    test: inTheProduct,
    mutation: [
      {
        file: renewal,
        find: "if (code === 'invalid_client' && isCustomersClient(configVar))",
        replace: "if (code === 'invalid_client')",
      },
    ],
  },
  {
    id: 'E05',
    stimulus: 'invalid_scope on renewal',
    test: 'test/server/account-facts.test.ts',
    mutation: [
      {
        file: renewal,
        find: "if (code === 'invalid_scope' && !isRenewedFromFields(configVar.definition.grant)) return 'scope_missing';",
        replace: "if (code === 'invalid_scope') return 'reauth_required';",
      },
    ],
  },
  {
    id: 'E06',
    stimulus: 'the provider is down',
    test: 'test/server/refresh.test.ts',
    mutation: [
      {
        file: renewal,
        find: 'return dead && (credential.failingSeconds ?? 0) > persistentSeconds',
        replace: 'return dead',
      },
    ],
  },
  {
    id: 'E07',
    stimulus: '429, with every kind of Retry-After',
    test: 'test/attacks/rate-limit.test.ts',
    mutation: [
      {
        file: 'server/services/provider-turns.ts',
        find: 'await deps.storage.providerClients.pause([turnsKeyOf(client), turnsKeyOf(client, pauseClock)], seconds);',
        replace: '',
      },
    ],
  },
  {
    id: 'E08',
    stimulus: 'a connection that breaks before anything was sent',
    test: 'test/faults/unsent.test.ts',
    mutation: [{ file: renewal, find: 'if (!isUnsent(error)) throw error;', replace: 'throw error;' }],
  },
  {
    id: 'E09',
    stimulus: 'a connection that breaks after the request was sent',
    test: inTheProduct,
    mutation: [
      {
        file: renewal,
        find: "return inDoubt && credential.rotation === 'rotating_strict' &&",
        replace: "return inDoubt && credential.rotation === 'rotating_grace' &&",
      },
    ],
  },
  {
    id: 'E10',
    stimulus: 'TLS that proves nothing',
    test: 'test/egress/tls.test.ts',
    mutation: [
      { file: 'server/egress/pinned-connector.ts', find: 'rejectUnauthorized: true,', replace: 'rejectUnauthorized: false,' },
    ],
  },
  {
    id: 'E11',
    stimulus: 'a name that does not resolve',
    test: 'test/egress/answers.test.ts',
    mutation: [
      {
        file: 'server/egress/target.ts',
        find: "return code === 'ENOTFOUND' || code === 'ENODATA' ? 'dns_not_found' : 'dns_failed';",
        replace: "return code === undefined ? 'dns_failed' : 'dns_not_found';",
      },
    ],
  },
  {
    id: 'E12',
    stimulus: 'slow_down and authorization_pending where nothing polls',
    test: failures,
    mutation: [
      { file: 'server/oauth/provider-code.ts', find: "'rate_limit_exceeded', 'slow_down'],", replace: "'rate_limit_exceeded']," },
    ],
  },
  {
    id: 'E13',
    stimulus: 'consent declined',
    test: inTheProduct,
    mutation: [{ file: 'server/oauth/provider-code.ts', find: "    'access_denied',\n", replace: '' }],
  },
  {
    id: 'E14',
    stimulus: 'a new sign-in that fails on a connection that works',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/services/fail-flow.ts',
        find: 'await recordChange(tx, found.record, { ...failure, actor });',
        replace:
          "await recordChange(tx, found.record, { ...failure, status: { status: 'error', reason: 'reauth_required' }, actor });",
      },
    ],
  },
  {
    id: 'E15',
    stimulus: 'a new sign-in with another account than before',
    test: 'test/server/account-facts.test.ts',
    mutation: [
      {
        file: 'server/services/store-grant.ts',
        find: 'return before !== undefined && before !== accountId;',
        replace: 'return before !== undefined && before === accountId;',
      },
    ],
  },
];
