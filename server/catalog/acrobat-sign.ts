import type { ProviderInput } from './provider.ts';

/** Adobe Acrobat Sign. The input `shard` names where the account lives, like `na1`. Authorization and revocation addresses, and PKCE, unconfirmed. */
export const acrobatSign = {
  key: 'acrobat-sign',
  label: 'Adobe Acrobat Sign',
  authorize: { url: 'https://secure.{{#shard}}.adobesign.com/public/oauth/v2', pkce: 'none' },
  token: { url: 'https://api.{{#shard}}.adobesign.com/oauth/v2/token', clientAuth: 'post' },
  // Tokens live an hour. Each use of the refresh token starts its 60 days anew.
  refresh: { url: 'https://api.{{#shard}}.adobesign.com/oauth/v2/refresh', rotation: 'non_rotating', idleSeconds: 60 * 86_400 },
  revoke: {
    url: 'https://api.{{#shard}}.adobesign.com/oauth/v2/revoke',
    tokens: ['access_token'],
    hint: false,
    clientAuth: 'none',
  },
  callback: { keep: ['api_access_point', 'web_access_point'] },
  addresses: {
    api_access_point: ['.adobesign.com', '.echosign.com'],
    web_access_point: ['.adobesign.com', '.echosign.com'],
  },
  docs: { url: 'https://opensource.adobe.com/acrobat-sign/developer_guide/oauth.html', checked: '2026-11-24' },
} as const satisfies ProviderInput;
