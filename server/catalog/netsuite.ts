import type { ProviderInput } from './provider.ts';

/** NetSuite. In the account’s host, underscores of the account id become hyphens. The refresh token’s lifetime is unconfirmed. */
export const netsuite = {
  key: 'netsuite',
  label: 'NetSuite',
  // PKCE becomes mandatory with release 2027.1.
  authorize: { url: 'https://{{#account}}.app.netsuite.com/app/login/oauth2/authorize.nl' },
  token: {
    url: 'https://{{#account}}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token',
    clientAuth: 'basic',
  },
  // RESTlets answer on a host of their own.
  api: { hosts: ['https://{{#account}}.restlets.api.netsuite.com'] },
  // The refresh token ends seven days after consent.
  refresh: { rotation: 'non_rotating', consentSeconds: 7 * 86_400 },
  revoke: { url: 'https://{{#account}}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke' },
  docs: { url: 'https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_160855594402.html', checked: '2026-11-24' },
} as const satisfies ProviderInput;
