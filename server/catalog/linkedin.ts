import type { ProviderInput } from './provider.ts';

/** LinkedIn. Only approved partners get a refresh token, and it ends a year after consent whatever happens. Access tokens live 60 days. */
export const linkedin = {
  key: 'linkedin',
  label: 'LinkedIn',
  // PKCE is for native apps only.
  authorize: { url: 'https://www.linkedin.com/oauth/v2/authorization', pkce: 'none' },
  token: { url: 'https://www.linkedin.com/oauth/v2/accessToken', clientAuth: 'post', answer: { scopeSeparator: ',' } },
  api: { hosts: ['https://api.linkedin.com'] },
  refresh: { rotation: 'non_rotating', consentSeconds: 365 * 86_400 },
  // No revocation call was found.
  manageUrl: 'https://www.linkedin.com/mypreferences/d/data-sharing-for-permitted-services',
  docs: {
    url: 'https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens',
    checked: '2026-11-24',
  },
} as const satisfies ProviderInput;
