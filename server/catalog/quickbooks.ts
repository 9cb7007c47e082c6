import type { ProviderInput } from './provider.ts';

/** QuickBooks Online. The company's id comes with the callback, as `realmId`. */
export const quickbooks = {
  key: 'quickbooks',
  label: 'QuickBooks Online',
  authorize: { url: 'https://appcenter.intuit.com/connect/oauth2', pkce: 'none' },
  token: { url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer', clientAuth: 'basic' },
  api: { hosts: ['https://quickbooks.api.intuit.com', 'https://sandbox-quickbooks.api.intuit.com'] },
  // A replaced token works another 24 hours; the newest one must be kept.
  // 100 days from the last use, and five years from consent at most (github.com/intuit/QuickBooks-V3-Java-SDK, release 6.5.4).
  refresh: { rotation: 'rotating_grace', graceSeconds: 86_400, idleSeconds: 100 * 86_400, consentSeconds: 5 * 365 * 86_400 },
  // Token requests are forms, this one call is JSON.
  revoke: { url: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke', body: 'json' },
  callback: { keep: ['realmId'] },
  accountId: 'realmId',
  docs: { url: 'https://github.com/intuit/oauth-jsclient', checked: '2026-11-24' },
} as const satisfies ProviderInput;
