import type { ProviderInput } from './provider.ts';

/** Klaviyo. PKCE is required. That the refresh token stays the same, and dies after 90 days without use, is unconfirmed. */
export const klaviyo = {
  key: 'klaviyo',
  label: 'Klaviyo',
  authorize: { url: 'https://www.klaviyo.com/oauth/authorize' },
  token: { url: 'https://a.klaviyo.com/oauth/token', clientAuth: 'basic' },
  refresh: { rotation: 'non_rotating', idleSeconds: 90 * 86_400 },
  revoke: { url: 'https://a.klaviyo.com/oauth/revoke' },
  docs: { url: 'https://developers.klaviyo.com/en/docs/set_up_oauth', checked: '2026-11-24' },
} as const satisfies ProviderInput;
