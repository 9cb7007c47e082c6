import type { ProviderInput } from './provider.ts';

/** LinkedIn. Only approved partners get a refresh token, and it ends a year after consent whatever happens. */
export const linkedin = {
  key: 'linkedin',
  label: 'LinkedIn',
  // PKCE is for native apps only.
  authorize: { url: 'https://www.linkedin.com/oauth/v2/authorization', pkce: 'none' },
  token: { url: 'https://www.linkedin.com/oauth/v2/accessToken', clientAuth: 'post', answer: { scopeSeparator: ',' } },
  refresh: { rotation: 'non_rotating', consentSeconds: 365 * 86_400 },
  // A revocation call is said to exist; until that is confirmed, a person removes the app by hand.
  manageUrl: 'https://www.linkedin.com/mypreferences/d/data-sharing-for-permitted-services',
  docs: { url: 'https://learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow', checked: '2026-11-23' },
} as const satisfies ProviderInput;
