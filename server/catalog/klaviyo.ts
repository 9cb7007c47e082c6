import type { ProviderInput } from './provider.ts';

/** Klaviyo. PKCE is required; the refresh token stays the same. */
export const klaviyo = {
  key: 'klaviyo',
  label: 'Klaviyo',
  authorize: { url: 'https://www.klaviyo.com/oauth/authorize' },
  token: { url: 'https://a.klaviyo.com/oauth/token', clientAuth: 'basic' },
  refresh: { rotation: 'non_rotating' },
  revoke: { url: 'https://a.klaviyo.com/oauth/revoke' },
  docs: { url: 'https://developers.klaviyo.com/en/docs/set_up_oauth', checked: '2026-11-23' },
} as const satisfies ProviderInput;
