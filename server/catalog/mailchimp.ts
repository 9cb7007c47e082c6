import type { ProviderInput } from './provider.ts';

/** Mailchimp. Tokens do not expire; the data centre that the API is called at is read after the sign-in. Unconfirmed. */
export const mailchimp = {
  key: 'mailchimp',
  label: 'Mailchimp',
  authorize: { url: 'https://login.mailchimp.com/oauth2/authorize', pkce: 'none' },
  token: { url: 'https://login.mailchimp.com/oauth2/token', clientAuth: 'post', answer: { expiresIn: 'never' } },
  refresh: { rotation: 'non_rotating' },
  afterConnect: {
    url: 'https://login.mailchimp.com/oauth2/metadata',
    scheme: 'OAuth',
    keep: { dc: 'dc', api_endpoint: 'api_endpoint', accountname: 'accountname', user_id: 'user_id' },
  },
  addresses: { api_endpoint: ['.api.mailchimp.com'] },
  accountLabel: 'accountname',
  accountId: 'user_id',
  // There is no revocation call.
  manageUrl: 'https://admin.mailchimp.com/account/connected-sites-and-apps/',
  docs: { url: 'https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/' },
} as const satisfies ProviderInput;
