import type { ProviderInput } from './provider.ts';

/** ServiceNow. Each customer makes the client in its own instance, so clientId and clientSecret are the customer’s to fill in. That the refresh token stays the same is unconfirmed. */
export const servicenow = {
  key: 'servicenow',
  label: 'ServiceNow',
  authorize: { url: 'https://{{#instance}}.service-now.com/oauth_auth.do' },
  token: { url: 'https://{{#instance}}.service-now.com/oauth_token.do', clientAuth: 'post' },
  // Lifetimes are an admin's settings; the refresh token lives 100 days from consent unless changed.
  refresh: { rotation: 'non_rotating', consentSeconds: 100 * 86_400 },
  // Asks for no authentication, so that no secret goes into the address.
  revoke: {
    url: 'https://{{#instance}}.service-now.com/oauth_revoke_token.do',
    method: 'GET',
    tokenIn: 'query',
    hint: false,
    clientAuth: 'none',
    scope: 'token',
  },
  docs: {
    url: 'https://www.servicenow.com/docs/r/platform-security/authentication/t_RevokeOAuthToken.html',
    checked: '2026-11-24',
  },
} as const satisfies ProviderInput;
