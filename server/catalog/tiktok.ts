import type { ProviderInput } from './provider.ts';

/** TikTok, personal accounts; TikTok’s other products have endpoints and names of their own. Not yet confirmed on the provider's own pages. */
export const tiktok = {
  key: 'tiktok',
  label: 'TikTok',
  authorize: {
    url: 'https://www.tiktok.com/v2/auth/authorize/',
    scopeSeparator: ',',
    rename: { client_id: 'client_key' },
    pkce: 'none',
  },
  token: {
    url: 'https://open.tiktokapis.com/v2/oauth/token/',
    clientAuth: 'post',
    rename: { client_id: 'client_key' },
    answer: { scopeSeparator: ',', keep: ['open_id'] },
  },
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://open.tiktokapis.com/v2/oauth/revoke/', hint: false, tokens: ['access_token'] },
  accountId: 'open_id',
  docs: { url: 'https://developers.tiktok.com/doc/oauth-user-access-token-management', checked: '2026-11-23' },
} as const satisfies ProviderInput;
