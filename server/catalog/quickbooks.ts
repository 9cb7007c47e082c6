import type { ProviderInput } from './provider.ts';

/** QuickBooks Online. The company's id comes with the callback, as `realmId`. */
export const quickbooks = {
  key: 'quickbooks',
  label: 'QuickBooks Online',
  authorize: { url: 'https://appcenter.intuit.com/connect/oauth2', pkce: 'none' },
  token: { url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer', clientAuth: 'basic' },
  // The value changes about once a day, and the newest one must be kept.
  // 100 days from the last use, and five years from consent at most.
  refresh: { rotation: 'rotating_strict', idleSeconds: 100 * 86_400, consentSeconds: 5 * 365 * 86_400 },
  // Token requests are forms, this one call is JSON (so does Intuit's own client, github.com/intuit/oauth-jsclient).
  revoke: { url: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke', body: 'json' },
  callback: { keep: ['realmId'] },
  accountId: 'realmId',
  docs: {
    url: 'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0',
    checked: '2026-11-23',
  },
} as const satisfies ProviderInput;
