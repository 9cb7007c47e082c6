import type { ProviderInput } from './provider.ts';

/** X. PKCE is required; ask for `offline.access` to get a refresh token. Access tokens live two hours; rotation unconfirmed. */
export const x = {
  key: 'x',
  label: 'X',
  authorize: { url: 'https://x.com/i/oauth2/authorize' },
  token: { url: 'https://api.x.com/2/oauth2/token', clientAuth: 'basic' },
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://api.x.com/2/oauth2/revoke', scope: 'token' },
  manageUrl: 'https://x.com/settings/connected_apps',
  docs: { url: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token', checked: '2026-11-24' },
} as const satisfies ProviderInput;
