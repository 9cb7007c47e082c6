import type { ProviderInput } from './provider.ts';

/** Intercom, region US. Permissions are set on the app; tokens do not expire. Endpoints unconfirmed. */
export const intercom = {
  key: 'intercom',
  label: 'Intercom',
  authorize: { url: 'https://app.intercom.com/oauth', scopeSeparator: 'none', pkce: 'none' },
  token: { url: 'https://api.intercom.io/auth/eagle/token', clientAuth: 'post' },
  refresh: { rotation: 'non_rotating' },
  // Uninstalls the app from the workspace.
  revoke: {
    url: 'https://api.intercom.io/auth/uninstall',
    tokenIn: 'bearer',
    tokens: ['access_token'],
    scope: 'user_client',
  },
  docs: {
    url: 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth',
    checked: '2026-11-24',
  },
} as const satisfies ProviderInput;
