import type { ProviderInput } from './provider.ts';

/** Asana. That the refresh token stays the same is unconfirmed. */
export const asana = {
  key: 'asana',
  label: 'Asana',
  authorize: { url: 'https://app.asana.com/-/oauth_authorize' },
  token: { url: 'https://app.asana.com/-/oauth_token' },
  refresh: { rotation: 'non_rotating' },
  revoke: { url: 'https://app.asana.com/-/oauth_revoke', scope: 'token' },
  docs: { url: 'https://developers.asana.com/docs/oauth', checked: '2026-11-24' },
} as const satisfies ProviderInput;
