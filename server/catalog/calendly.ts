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
  api: { hosts: ['https://api.calendly.com'] },
  // A refresh token does not expire until it is used, and then at once.
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://auth.calendly.com/oauth/revoke', clientAuth: 'post' },
  addresses: { organization: ['.calendly.com'] },
  accountId: 'organization',
  docs: { url: 'https://developer.calendly.com/docs/authentication/refresh-token-rotation-guide', checked: '2026-11-24' },
} as const satisfies ProviderInput;
