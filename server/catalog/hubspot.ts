import type { ProviderInput } from './provider.ts';

/** HubSpot, dated endpoints; the v1 ones end 2027-02-16. */
export const hubspot = {
  key: 'hubspot',
  label: 'HubSpot',
  authorize: { url: 'https://app.hubspot.com/oauth/authorize' },
  token: { url: 'https://api.hubapi.com/oauth/2026-03/token', answer: { keep: ['hub_id'] } },
  refresh: { rotation: 'non_rotating' },
  revoke: { url: 'https://api.hubapi.com/oauth/2026-03/token/revoke' },
  docs: { url: 'https://developers.hubspot.com/docs/api-reference/auth-oauth-v1/guide', checked: '2026-11-23' },
} as const satisfies ProviderInput;
