import type { ProviderInput } from './provider.ts';

/** Microsoft identity platform (Graph, Outlook, Teams, SharePoint), any account. Ask for `offline_access` to get a refresh token. */
export const microsoft = {
  key: 'microsoft',
  label: 'Microsoft',
  authorize: {
    url: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    params: { response_mode: 'query' },
  },
  token: { url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token' },
  // Each refresh gives a new token; the old one goes on working.
  refresh: { rotation: 'rotating_grace', idleSeconds: 90 * 86_400 },
  // There is no revocation call for one app (Graph's revokeSignInSessions signs the user out of everything).
  manageUrl: 'https://myapps.microsoft.com',
  docs: { url: 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow', checked: '2026-11-23' },
} as const satisfies ProviderInput;
