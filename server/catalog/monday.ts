import type { ProviderInput } from './provider.ts';

/** monday.com. An admin of the account installs the app first; tokens of the ordinary flow do not expire, those of the new one (OAuth 2.1, by a switch per app version, at another token address) do. */
export const monday = {
  key: 'monday',
  label: 'monday.com',
  authorize: { url: 'https://auth.monday.com/oauth2/authorize', pkce: 'none' },
  token: { url: 'https://auth.monday.com/oauth2/token', clientAuth: 'post' },
  api: { hosts: ['https://api.monday.com'] },
  refresh: { rotation: 'non_rotating' },
  // Only the new, opt-in flow has a revocation call.
  docs: { url: 'https://developer.monday.com/apps/docs/migrating-to-the-new-oauth-flow', checked: '2026-11-24' },
} as const satisfies ProviderInput;
