import type { ProviderInput } from './provider.ts';

/** TikTok, personal accounts; TikTok’s other products have endpoints and names of their own. */
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
  // Two hours, and 180 days for the refresh token; the one before stops as soon as there is a new one.
  refresh: { rotation: 'rotating_strict', idleSeconds: 180 * 86_400 },
  revoke: { url: 'https://open.tiktokapis.com/v2/oauth/revoke/', hint: false, tokens: ['access_token'] },
  accountId: 'open_id',
  docs: { url: 'https://developers.tiktok.com/docs/en/oauth-refresh-a-user-access-token', checked: '2026-11-24' },
} as const satisfies ProviderInput;
