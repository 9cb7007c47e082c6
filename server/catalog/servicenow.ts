import type { ProviderInput } from './provider.ts';

/** ServiceNow. Each customer makes the client in its own instance, so clientId and clientSecret are the customer’s to fill in. */
export const servicenow = {
  key: 'servicenow',
  label: 'ServiceNow',
  authorize: { url: 'https://{{#instance}}.service-now.com/oauth_auth.do' },
  token: { url: 'https://{{#instance}}.service-now.com/oauth_token.do', clientAuth: 'post' },
  // Lifetimes are an admin's settings; the refresh token lives 100 days unless changed.
  refresh: { rotation: 'non_rotating' },
  revoke: {
    url: 'https://{{#instance}}.service-now.com/oauth_revoke_token.do',
    method: 'GET',
    tokenIn: 'query',
    hint: false,
    scope: 'token',
  },
  docs: { url: 'https://www.servicenow.com/docs/csh?topicname=c_OAuthApplications.html&version=latest', checked: '2026-11-23' },
} as const satisfies ProviderInput;
