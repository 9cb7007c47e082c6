import type { ProviderInput } from './provider.ts';

/** Xero. Ask for `offline_access`; which organisations a grant covers is read after the sign-in. The 30 minutes of grace are unconfirmed. */
export const xero = {
  key: 'xero',
  label: 'Xero',
  authorize: { url: 'https://login.xero.com/identity/connect/authorize' },
  token: { url: 'https://identity.xero.com/connect/token', clientAuth: 'basic' },
  // A used refresh token may be tried again for 30 minutes, in case the answer was lost.
  refresh: { rotation: 'rotating_grace', graceSeconds: 1800, idleSeconds: 60 * 86_400 },
  afterConnect: { url: 'https://api.xero.com/connections', keep: { tenantIds: '*.tenantId', tenantName: '0.tenantName' } },
  accountLabel: 'tenantName',
  // Takes a refresh token, and removes every connection of this user to the app.
  revoke: { url: 'https://identity.xero.com/connect/revocation', tokens: ['refresh_token'], scope: 'user_client' },
  manageUrl: 'https://apps.xero.com/connected',
  docs: { url: 'https://github.com/XeroAPI/xero-node', checked: '2026-11-24' },
} as const satisfies ProviderInput;
