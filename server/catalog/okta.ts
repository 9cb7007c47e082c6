import type { ProviderInput } from './provider.ts';

/** Okta, the authorization server of an organisation; for a custom one give the definition its own address inputs. */
export const okta = {
  key: 'okta',
  label: 'Okta',
  authorize: { url: 'https://{{#org}}.okta.com/oauth2/v1/authorize' },
  token: { url: 'https://{{#org}}.okta.com/oauth2/v1/token' },
  // Whether tokens rotate, and with how much grace, is an admin's setting.
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://{{#org}}.okta.com/oauth2/v1/revoke' },
  docs: { url: 'https://developer.okta.com/docs/reference/api/oidc/', checked: '2026-11-23' },
} as const satisfies ProviderInput;
