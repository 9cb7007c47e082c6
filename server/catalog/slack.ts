import type { ProviderInput } from './provider.ts';

/** Slack. PKCE stays off: using it once marks the app as a public client for good (2026-03-30). */
export const slack = {
  key: 'slack',
  label: 'Slack',
  authorize: { url: 'https://slack.com/oauth/v2/authorize', scopeSeparator: ',', pkce: 'none' },
  token: {
    url: 'https://slack.com/api/oauth.v2.access',
    answer: {
      // Slack answers errors with a 200 (docs.slack.dev/apis/web-api, "Responses").
      errorWhen: { member: 'ok', equals: false, codeFrom: 'error' },
      scopeSeparator: ',',
      keep: ['team', 'enterprise', 'bot_user_id', 'app_id'],
    },
  },
  // Only apps with token rotation get a refresh token, and each works once.
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://slack.com/api/auth.revoke', tokenIn: 'bearer', tokens: ['access_token'], scope: 'token' },
  accountLabel: 'team.name',
  accountId: 'team.id',
  manageUrl: 'https://slack.com/apps/manage',
  docs: { url: 'https://docs.slack.dev/authentication/installing-with-oauth', checked: '2026-11-23' },
} as const satisfies ProviderInput;
