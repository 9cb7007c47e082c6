import type { ProviderInput } from './provider.ts';

/** Amazon Selling Partner API, North America. The app’s id (input `applicationId`) is another one than the client’s. Rotation unconfirmed. */
export const amazonSellingPartner = {
  key: 'amazon-selling-partner',
  label: 'Amazon Selling Partner',
  authorize: {
    url: 'https://sellercentral.amazon.com/apps/authorize/consent?application_id={{#applicationId}}',
    scopeSeparator: 'none',
    pkce: 'none',
  },
  token: { url: 'https://api.amazon.com/auth/o2/token', clientAuth: 'post' },
  api: { hosts: ['https://sellingpartnerapi-na.amazon.com'], header: 'x-amz-access-token', scheme: '' },
  // Sellers authorise anew every 365 days, and whenever the app takes on a role ("Renew Authorizations").
  refresh: { rotation: 'non_rotating', consentSeconds: 365 * 86_400 },
  callback: { codeParam: 'spapi_oauth_code', keep: ['selling_partner_id'] },
  accountId: 'selling_partner_id',
  manageUrl: 'https://sellercentral.amazon.com/apps/manage',
  docs: { url: 'https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow', checked: '2026-11-24' },
} as const satisfies ProviderInput;
