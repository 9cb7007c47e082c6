import type { ProviderInput } from './provider.ts';

/** Facebook and Instagram by Meta’s Graph. The input `apiVersion` is like `v25.0`, since each version ends after two years. Not yet confirmed on the provider's own pages. */
export const facebook = {
  key: 'facebook',
  label: 'Facebook',
  authorize: {
    url: 'https://www.facebook.com/{{#apiVersion}}/dialog/oauth',
    scopeSeparator: ',',
    pkce: 'none',
  },
  token: {
    url: 'https://graph.facebook.com/{{#apiVersion}}/oauth/access_token',
    clientAuth: 'post',
    method: 'GET',
  },
  refresh: { rotation: 'non_rotating' },
  // Takes back every permission that this person gave this app.
  revoke: {
    url: 'https://graph.facebook.com/{{#apiVersion}}/me/permissions',
    method: 'DELETE',
    tokenIn: 'bearer',
    tokens: ['access_token'],
    scope: 'user_client',
  },
  quirks: ['facebook-long-lived-token'],
  manageUrl: 'https://www.facebook.com/settings?tab=business_tools',
  docs: { url: 'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow', checked: '2026-11-23' },
} as const satisfies ProviderInput;
