import type { ProviderInput } from './provider.ts';

/** Miro. Scopes, and whether tokens expire, are chosen when the app is made. */
export const miro = {
  key: 'miro',
  label: 'Miro',
  authorize: { url: 'https://miro.com/oauth/authorize', scopeSeparator: 'none', pkce: 'none' },
  token: { url: 'https://api.miro.com/v1/oauth/token', clientAuth: 'post', answer: { keep: ['team_id'] } },
  refresh: { rotation: 'rotating_strict', idleSeconds: 60 * 86_400 },
  revoke: {
    url: 'https://api.miro.com/v1/oauth/revoke',
    tokenIn: 'query',
    tokenParam: 'access_token',
    hint: false,
    clientAuth: 'none',
    tokens: ['access_token'],
  },
  accountId: 'team_id',
  docs: { url: 'https://developers.miro.com/docs/getting-started-with-oauth', checked: '2026-11-23' },
} as const satisfies ProviderInput;
