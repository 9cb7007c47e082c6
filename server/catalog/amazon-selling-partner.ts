import type { ProviderInput } from './provider.ts';

/** Amazon Selling Partner API, North America. The app’s id (input `applicationId`) is another one than the client’s. Not yet confirmed on the provider's own pages. */
export const amazonSellingPartner = {
  key: 'amazon-selling-partner',
  label: 'Amazon Selling Partner',
  authorize: {
    url: 'https://sellercentral.amazon.com/apps/authorize/consent?application_id={{#applicationId}}',
    scopeSeparator: 'none',
    pkce: 'none',
  },
  token: { url: 'https://api.amazon.com/auth/o2/token', clientAuth: 'post' },
  // Sellers authorise anew every year.
  refresh: { rotation: 'non_rotating', consentSeconds: 365 * 86_400 },
  callback: { codeParam: 'spapi_oauth_code', keep: ['selling_partner_id'] },
  accountId: 'selling_partner_id',
  manageUrl: 'https://sellercentral.amazon.com/apps/manage',
  docs: { url: 'https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow', checked: '2026-11-23' },
} as const satisfies ProviderInput;
