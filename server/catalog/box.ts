import type { ProviderInput } from './provider.ts';

/** Box. Scopes are set on the app; an admin may have to allow it first. */
export const box = {
  key: 'box',
  label: 'Box',
  authorize: { url: 'https://account.box.com/api/oauth2/authorize', pkce: 'none' },
  token: { url: 'https://api.box.com/oauth2/token' },
  refresh: { rotation: 'rotating_strict' },
  // POST with client id and secret in the body; either token ends both.
  revoke: { url: 'https://api.box.com/oauth2/revoke', scope: 'grant' },
  docs: { url: 'https://developer.box.com/guides/authentication/tokens/revoke/', checked: '2026-11-23' },
} as const satisfies ProviderInput;
