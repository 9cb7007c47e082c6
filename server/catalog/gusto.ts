import type { ProviderInput } from './provider.ts';

/** Gusto, production; the demo has another host. Parameters go in a JSON body, never in the address. A grant covers one company. What becomes of a replaced refresh token is unconfirmed. */
export const gusto = {
  key: 'gusto',
  label: 'Gusto',
  authorize: { url: 'https://api.gusto.com/oauth/authorize', pkce: 'none' },
  token: { url: 'https://api.gusto.com/oauth/token', clientAuth: 'post', body: 'json' },
  // The refresh token before works until the new access token is first used.
  refresh: { rotation: 'rotating_grace' },
  docs: { url: 'https://docs.gusto.com/app-integrations/docs/oauth2', checked: '2026-11-24' },
} as const satisfies ProviderInput;
