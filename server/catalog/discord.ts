import type { ProviderInput } from './provider.ts';

/** Discord. Installing a bot is a scope. Tokens live seven days; rotation unconfirmed. */
export const discord = {
  key: 'discord',
  label: 'Discord',
  authorize: { url: 'https://discord.com/oauth2/authorize' },
  token: { url: 'https://discord.com/api/oauth2/token', clientAuth: 'post' },
  refresh: { rotation: 'rotating_strict' },
  // Ends every token of the authorization, whichever is sent.
  revoke: { url: 'https://discord.com/api/oauth2/token/revoke' },
  docs: { url: 'https://docs.discord.com/developers/topics/oauth2', checked: '2026-11-24' },
} as const satisfies ProviderInput;
