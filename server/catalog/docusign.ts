import type { ProviderInput } from './provider.ts';

/** DocuSign, production; the demo has other hosts and ids. The account and where its API is are read after the sign-in. Lifetimes unconfirmed. */
export const docusign = {
  key: 'docusign',
  label: 'DocuSign',
  authorize: { url: 'https://account.docusign.com/oauth/auth' },
  token: { url: 'https://account.docusign.com/oauth/token', clientAuth: 'basic' },
  // 30 days from consent; only with the scope `extended` does each refresh start them anew. Whether the token before goes on is not said.
  refresh: { rotation: 'rotating_strict', consentSeconds: 30 * 86_400 },
  afterConnect: {
    url: 'https://account.docusign.com/oauth/userinfo',
    // Of a person's several accounts, the first.
    keep: { account_id: 'accounts.0.account_id', base_uri: 'accounts.0.base_uri', account_name: 'accounts.0.account_name' },
  },
  addresses: { base_uri: ['.docusign.net'] },
  accountLabel: 'account_name',
  accountId: 'account_id',
  docs: { url: 'https://developers.docusign.com/platform/auth/reference/obtain-access-token', checked: '2026-11-24' },
} as const satisfies ProviderInput;
