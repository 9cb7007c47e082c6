import type { ProviderInput } from './provider.ts';

/** HubSpot, dated endpoints; the v1 ones end 2027-02-16. That the refresh token stays the same is unconfirmed. */
export const hubspot = {
  key: 'hubspot',
  label: 'HubSpot',
  authorize: { url: 'https://app.hubspot.com/oauth/authorize' },
  token: {
    url: 'https://api.hubapi.com/oauth/2026-03/token',
    // These endpoints take every parameter in the body, and nothing in the address.
    clientAuth: 'post',
    answer: { scopeFrom: 'scopes', keep: ['hub_id'] },
  },
  refresh: { rotation: 'non_rotating' },
  revoke: { url: 'https://api.hubapi.com/oauth/2026-03/token/revoke' },
  accountId: 'hub_id',
  docs: {
    url: 'https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens',
    checked: '2026-11-24',
  },
} as const satisfies ProviderInput;
