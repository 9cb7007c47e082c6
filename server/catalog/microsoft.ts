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
  device: { url: 'https://login.microsoftonline.com/common/oauth2/v2.0/devicecode' },
  api: { hosts: ['https://graph.microsoft.com'] },
  // Each refresh gives a new token; the old one goes on working. Each lives 90 days (24 hours for a single-page app).
  refresh: { rotation: 'rotating_grace', idleSeconds: 90 * 86_400 },
  // There is no revocation call for one app (Graph's revokeSignInSessions signs the user out of everything).
  manageUrl: 'https://myapps.microsoft.com',
  docs: { url: 'https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens', checked: '2026-11-24' },
} as const satisfies ProviderInput;
