import type { ProviderInput } from './provider.ts';

/** Dropbox. A refresh token comes only with `token_access_type=offline`. That it stays the same is unconfirmed. */
export const dropbox = {
  key: 'dropbox',
  label: 'Dropbox',
  authorize: { url: 'https://www.dropbox.com/oauth2/authorize', params: { token_access_type: 'offline' } },
  token: { url: 'https://api.dropboxapi.com/oauth2/token', answer: { keep: ['account_id', 'team_id'] } },
  api: { hosts: ['https://content.dropboxapi.com'] },
  refresh: { rotation: 'non_rotating' },
  // Ends the refresh token of the access token too, and all its other access tokens (github.com/dropbox/dropbox-api-spec, auth.stone).
  revoke: { url: 'https://api.dropboxapi.com/2/auth/token/revoke', tokenIn: 'bearer', tokens: ['access_token'], scope: 'grant' },
  manageUrl: 'https://www.dropbox.com/account/connected_apps',
  docs: { url: 'https://dropbox.tech/developers/using-oauth-2-0-with-offline-access', checked: '2026-11-24' },
} as const satisfies ProviderInput;
