import type { ProviderInput } from './provider.ts';

/** Zendesk: every account has its own host, so the definition needs an input `subdomain`. Several customers need a global client. */
export const zendesk = {
  key: 'zendesk',
  label: 'Zendesk',
  authorize: { url: 'https://{{#subdomain}}.zendesk.com/oauth/authorizations/new' },
  token: { url: 'https://{{#subdomain}}.zendesk.com/oauth/tokens', body: 'json' },
  // Clients made since 2026-04-30 get tokens for 30 minutes. A refresh deletes both tokens before. The 30 days are unconfirmed.
  refresh: { rotation: 'rotating_strict', idleSeconds: 30 * 86_400 },
  // Its revocation call (DELETE /api/v2/oauth/tokens/{id}) wants the token's id, which the token answer does not give.
  docs: { url: 'https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/', checked: '2026-11-24' },
} as const satisfies ProviderInput;
