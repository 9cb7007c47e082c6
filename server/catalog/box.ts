import type { ProviderInput } from './provider.ts';

/** Box. Scopes are set on the app; an admin may have to allow it first. */
export const box = {
  key: 'box',
  label: 'Box',
  authorize: { url: 'https://account.box.com/api/oauth2/authorize', pkce: 'none' },
  token: { url: 'https://api.box.com/oauth2/token' },
  api: { hosts: ['https://upload.box.com'] },
  // Each refresh token is for one use within 60 days.
  refresh: { rotation: 'rotating_strict', idleSeconds: 60 * 86_400 },
  // Takes either token.
  revoke: { url: 'https://api.box.com/oauth2/revoke', scope: 'grant' },
  docs: { url: 'https://developer.box.com/guides/authentication/tokens/refresh/', checked: '2026-11-24' },
} as const satisfies ProviderInput;
