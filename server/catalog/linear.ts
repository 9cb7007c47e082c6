import type { ProviderInput } from './provider.ts';

/** Linear. Every app has refresh tokens since 2026-04-01. Lifetimes and rotation unconfirmed. */
export const linear = {
  key: 'linear',
  label: 'Linear',
  // With `prompt=consent` a second workspace can be connected.
  authorize: { url: 'https://linear.app/oauth/authorize', params: { prompt: 'consent' }, scopeSeparator: ',' },
  token: { url: 'https://api.linear.app/oauth/token' },
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://api.linear.app/oauth/revoke' },
  docs: { url: 'https://linear.app/developers/oauth-2-0-authentication', checked: '2026-11-24' },
} as const satisfies ProviderInput;
