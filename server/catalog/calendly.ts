import type { ProviderInput } from './provider.ts';

/** Calendly. Apps made after 2026-03-03 must name scopes. */
export const calendly = {
  key: 'calendly',
  label: 'Calendly',
  authorize: { url: 'https://auth.calendly.com/oauth/authorize' },
  token: {
    url: 'https://auth.calendly.com/oauth/token',
    clientAuth: 'basic',
    // The organisation's address in the API, which is also its id.
    answer: { keep: ['organization'] },
  },
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://auth.calendly.com/oauth/revoke' },
  addresses: { organization: ['.calendly.com'] },
  accountId: 'organization',
  docs: {
    url: 'https://developer.calendly.com/how-to-access-calendly-data-on-behalf-of-authenticated-users',
    checked: '2026-11-23',
  },
} as const satisfies ProviderInput;
