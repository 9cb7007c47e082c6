import type { ProviderInput } from './provider.ts';

/** Outreach. Development and production have different clients. Unconfirmed. */
export const outreach = {
  key: 'outreach',
  label: 'Outreach',
  authorize: { url: 'https://api.outreach.io/oauth/authorize', pkce: 'none' },
  token: { url: 'https://api.outreach.io/oauth/token', clientAuth: 'post' },
  refresh: { rotation: 'rotating_strict', idleSeconds: 14 * 86_400 },
  docs: { url: 'https://developers.outreach.io/api/oauth/' },
} as const satisfies ProviderInput;
