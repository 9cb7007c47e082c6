import type { ProviderInput } from './provider.ts';

/** Pipedrive. Where the API is called comes with the token. Rotation and lifetimes unconfirmed. */
export const pipedrive = {
  key: 'pipedrive',
  label: 'Pipedrive',
  authorize: { url: 'https://oauth.pipedrive.com/oauth/authorize', pkce: 'none' },
  token: {
    url: 'https://oauth.pipedrive.com/oauth/token',
    clientAuth: 'basic',
    answer: { keep: ['api_domain'] },
  },
  refresh: { idleSeconds: 60 * 86_400 },
  revoke: { url: 'https://oauth.pipedrive.com/oauth/revoke' },
  addresses: { api_domain: ['.pipedrive.com'] },
  docs: { url: 'https://pipedrive.readme.io/docs/marketplace-oauth-authorization', checked: '2026-11-24' },
} as const satisfies ProviderInput;
