import type { ProviderInput } from './provider.ts';

/** Miro. Scopes, and whether tokens expire, are chosen when the app is made. */
export const miro = {
  key: 'miro',
  label: 'Miro',
  authorize: { url: 'https://miro.com/oauth/authorize', scopeSeparator: 'none', pkce: 'none' },
  token: { url: 'https://api.miro.com/v1/oauth/token', clientAuth: 'post', answer: { keep: ['team_id'] } },
  // A refresh ends both tokens before.
  refresh: { rotation: 'rotating_strict', idleSeconds: 60 * 86_400 },
  // Ends the refresh token too. The v1 call is deprecated, since it puts the token into the address.
  revoke: {
    url: 'https://api.miro.com/v2/oauth/revoke',
    body: 'json',
    tokenParam: 'accessToken',
    hint: false,
    rename: { client_id: 'clientId', client_secret: 'clientSecret' },
    tokens: ['access_token'],
  },
  accountId: 'team_id',
  docs: { url: 'https://developers.miro.com/reference/oauth-20-authorization-v2', checked: '2026-11-24' },
} as const satisfies ProviderInput;
