import type { ProviderInput } from './provider.ts';

/** Dropbox. A refresh token comes only with `token_access_type=offline`. */
export const dropbox = {
  key: 'dropbox',
  label: 'Dropbox',
  authorize: { url: 'https://www.dropbox.com/oauth2/authorize', params: { token_access_type: 'offline' } },
  token: { url: 'https://api.dropboxapi.com/oauth2/token', answer: { keep: ['account_id', 'team_id'] } },
  refresh: { rotation: 'non_rotating' },
  // Revoking an access token ends its refresh token too.
  revoke: { url: 'https://api.dropboxapi.com/2/auth/token/revoke', tokenIn: 'bearer', tokens: ['access_token'], scope: 'grant' },
  manageUrl: 'https://www.dropbox.com/account/connected_apps',
  docs: { url: 'https://developers.dropbox.com/oauth-guide', checked: '2026-11-23' },
} as const satisfies ProviderInput;
