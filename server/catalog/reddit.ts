import type { ProviderInput } from './provider.ts';

/** Reddit. Tokens live a day; calls need a User-Agent that names the app. Not yet confirmed on the provider's own pages. */
export const reddit = {
  key: 'reddit',
  label: 'Reddit',
  authorize: { url: 'https://www.reddit.com/api/v1/authorize', params: { duration: 'permanent' }, pkce: 'none' },
  token: { url: 'https://www.reddit.com/api/v1/access_token', clientAuth: 'basic' },
  refresh: { rotation: 'non_rotating' },
  revoke: { url: 'https://www.reddit.com/api/v1/revoke_token' },
  docs: { url: 'https://github.com/reddit-archive/reddit/wiki/OAuth2', checked: '2026-11-23' },
} as const satisfies ProviderInput;
