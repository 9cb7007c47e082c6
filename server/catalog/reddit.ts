import type { ProviderInput } from './provider.ts';

/** Reddit. Calls need a User-Agent that names the app. Read in the code of its server as last published, in 2017. */
export const reddit = {
  key: 'reddit',
  label: 'Reddit',
  authorize: { url: 'https://www.reddit.com/api/v1/authorize', params: { duration: 'permanent' }, pkce: 'none' },
  token: { url: 'https://www.reddit.com/api/v1/access_token', clientAuth: 'basic' },
  api: { hosts: ['https://oauth.reddit.com'] },
  refresh: { rotation: 'non_rotating' },
  revoke: { url: 'https://www.reddit.com/api/v1/revoke_token' },
  docs: { url: 'https://github.com/reddit-archive/reddit/blob/master/r2/r2/controllers/oauth2.py', checked: '2026-11-24' },
} as const satisfies ProviderInput;
