import type { ProviderInput } from './provider.ts';

/** Okta, the authorization server of an organisation; for a custom one give the definition its own address inputs. */
export const okta = {
  key: 'okta',
  label: 'Okta',
  authorize: { url: 'https://{{#org}}.okta.com/oauth2/v1/authorize' },
  token: { url: 'https://{{#org}}.okta.com/oauth2/v1/token' },
  // Whether tokens rotate, and with how much grace (0 to 60 s), is an admin's setting; so are the seven days without use.
  refresh: { rotation: 'rotating_strict', idleSeconds: 7 * 86_400 },
  // The end of a refresh token ends its access tokens, not the other way round.
  revoke: { url: 'https://{{#org}}.okta.com/oauth2/v1/revoke' },
  docs: { url: 'https://developer.okta.com/docs/guides/refresh-tokens/main/', checked: '2026-11-24' },
} as const satisfies ProviderInput;
