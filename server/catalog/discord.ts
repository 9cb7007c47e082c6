import type { ProviderInput } from './provider.ts';

/** Discord. Installing a bot is a scope. Not yet confirmed on the provider's own pages. */
export const discord = {
  key: 'discord',
  label: 'Discord',
  authorize: { url: 'https://discord.com/oauth2/authorize' },
  token: { url: 'https://discord.com/api/oauth2/token', clientAuth: 'post' },
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://discord.com/api/oauth2/token/revoke' },
  docs: { url: 'https://discord.com/developers/docs/topics/oauth2', checked: '2026-11-23' },
} as const satisfies ProviderInput;
