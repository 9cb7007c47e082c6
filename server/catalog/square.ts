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
  refresh: { rotation: 'non_rotating' },
  revoke: {
    url: 'https://connect.squareup.com/oauth2/revoke',
    tokenParam: 'access_token',
    hint: false,
    clientAuth: 'client_secret_header',
    tokens: ['access_token'],
  },
  accountId: 'merchant_id',
  docs: { url: 'https://developer.squareup.com/docs/oauth-api/overview', checked: '2026-11-23' },
} as const satisfies ProviderInput;
