import type { ProviderInput } from './provider.ts';

/** Slack. PKCE stays off: enabling it marks the app as a public client for good, whose refresh tokens end after 30 days. */
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
  api: { hosts: ['https://files.slack.com'] },
  // Only apps with token rotation get a refresh token; access tokens then live 12 hours, and a used refresh token is revoked.
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://slack.com/api/auth.revoke', tokenIn: 'bearer', tokens: ['access_token'], scope: 'token' },
  accountLabel: 'team.name',
  accountId: 'team.id',
  manageUrl: 'https://slack.com/apps/manage',
  docs: { url: 'https://docs.slack.dev/authentication/using-token-rotation', checked: '2026-11-24' },
} as const satisfies ProviderInput;
