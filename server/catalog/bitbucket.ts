import type { ProviderInput } from './provider.ts';

/** Bitbucket Cloud. Scopes are set on the OAuth consumer. Rotation and lifetimes unconfirmed. */
export const bitbucket = {
  key: 'bitbucket',
  label: 'Bitbucket',
  authorize: { url: 'https://bitbucket.org/site/oauth2/authorize', pkce: 'none' },
  token: { url: 'https://bitbucket.org/site/oauth2/access_token', clientAuth: 'basic' },
  api: { hosts: ['https://api.bitbucket.org'] },
  // Since 2026-05-04 each refresh gives a new token, which dies after three months without use.
  refresh: { rotation: 'rotating_strict', idleSeconds: 90 * 86_400 },
  // No revocation call is documented.
  manageUrl: 'https://bitbucket.org/account/settings/app-authorizations/',
  docs: { url: 'https://developer.atlassian.com/cloud/bitbucket/oauth-2/' },
} as const satisfies ProviderInput;
