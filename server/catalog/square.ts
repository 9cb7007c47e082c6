import type { ProviderInput } from './provider.ts';

/** Square. The vendor must let sellers revoke, and should renew every seven days. */
export const square = {
  key: 'square',
  label: 'Square',
  // PKCE is for public clients only, and makes refresh tokens single-use.
  authorize: { url: 'https://connect.squareup.com/oauth2/authorize', pkce: 'none' },
  token: {
    url: 'https://connect.squareup.com/oauth2/token',
    clientAuth: 'post',
    body: 'json',
    answer: { expiresFrom: 'expires_at', expiresIn: 'date', keep: ['merchant_id'] },
  },
  // The same refresh token comes back every time, and it does not expire.
  refresh: { rotation: 'non_rotating' },
  // Ends all tokens that the seller gave the app, whichever is sent.
  revoke: {
    url: 'https://connect.squareup.com/oauth2/revoke',
    tokenParam: 'access_token',
    hint: false,
    clientAuth: 'client_secret_header',
    tokens: ['access_token'],
    scope: 'user_client',
  },
  accountId: 'merchant_id',
  docs: { url: 'https://developer.squareup.com/docs/oauth-api/refresh-revoke-limit-scope', checked: '2026-11-24' },
} as const satisfies ProviderInput;
