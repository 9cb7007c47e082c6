import type { ProviderInput } from './provider.ts';

/** DocuSign, production; the demo has other hosts and ids. The account and where its API is are read after the sign-in. */
export const docusign = {
  key: 'docusign',
  label: 'DocuSign',
  authorize: { url: 'https://account.docusign.com/oauth/auth' },
  token: { url: 'https://account.docusign.com/oauth/token', clientAuth: 'basic' },
  // 30 days from consent; only with the scope `extended` does each refresh start them anew.
  refresh: { rotation: 'rotating_grace', consentSeconds: 30 * 86_400 },
  afterConnect: {
    url: 'https://account.docusign.com/oauth/userinfo',
    // Of a person's several accounts, the first.
    keep: { account_id: 'accounts.0.account_id', base_uri: 'accounts.0.base_uri', account_name: 'accounts.0.account_name' },
  },
  addresses: { base_uri: ['.docusign.net'] },
  accountLabel: 'account_name',
  accountId: 'account_id',
  docs: { url: 'https://developers.docusign.com/platform/auth/authcode/', checked: '2026-11-23' },
} as const satisfies ProviderInput;
