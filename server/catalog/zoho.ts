import type { ProviderInput } from './provider.ts';

/** Zoho, every product. The definition needs an input `dataCenter` with a list of choices: `com`, `eu`, `in`, `com.au`, `com.cn`, `jp`. */
export const zoho = {
  key: 'zoho',
  label: 'Zoho',
  authorize: {
    url: 'https://accounts.zoho.{{#dataCenter}}/oauth/v2/auth',
    params: { access_type: 'offline', prompt: 'consent' },
    scopeSeparator: ',',
    pkce: 'none',
  },
  token: {
    url: 'https://accounts.zoho.{{#dataCenter}}/oauth/v2/token',
    clientAuth: 'post',
    // Errors come with a 200; `invalid_code` also stands for a wrong data centre.
    answer: { keep: ['api_domain'], errorCodes: { invalid_code: 'invalid_grant' } },
  },
  api: { scheme: 'Zoho-oauthtoken' },
  // The oldest of more than 20 refresh tokens of one user is deleted. Ten access tokens in ten minutes, then none for as long.
  refresh: { rotation: 'non_rotating', grantsPerAccount: 20 },
  revoke: {
    url: 'https://accounts.zoho.{{#dataCenter}}/oauth/v2/token/revoke',
    tokenIn: 'query',
    hint: false,
    clientAuth: 'none',
    tokens: ['refresh_token'],
  },
  callback: { keep: ['location'] },
  addresses: {
    api_domain: ['.zohoapis.com', '.zohoapis.eu', '.zohoapis.in', '.zohoapis.com.au', '.zohoapis.com.cn', '.zohoapis.jp'],
  },
  docs: { url: 'https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token-expiry.html', checked: '2026-11-24' },
} as const satisfies ProviderInput;
