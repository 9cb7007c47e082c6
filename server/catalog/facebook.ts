import type { ProviderInput } from './provider.ts';

/** Facebook and Instagram by Meta’s Graph. The input `apiVersion` is like `v25.0`, since each version ends after two years. */
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
  // The long-lived token lasts about 60 days, and an expired one cannot be exchanged any more.
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
  docs: {
    url: 'https://developers.facebook.com/documentation/facebook-login/guides/access-tokens/get-long-lived',
    checked: '2026-11-24',
  },
} as const satisfies ProviderInput;
