import type { ProviderInput } from './provider.ts';

/** Atlassian (Jira, Confluence). Ask for `offline_access`; one grant may cover several sites, which are read after the sign-in. Rotation and lifetimes unconfirmed. */
export const atlassian = {
  key: 'atlassian',
  label: 'Atlassian',
  authorize: {
    url: 'https://auth.atlassian.com/authorize',
    params: { audience: 'api.atlassian.com', prompt: 'consent' },
  },
  token: { url: 'https://auth.atlassian.com/oauth/token', clientAuth: 'post' },
  // A used token works ten minutes more, one that is not used dies after 90 days, and all of them 365 days after consent.
  refresh: { rotation: 'rotating_grace', graceSeconds: 600, idleSeconds: 90 * 86_400, consentSeconds: 365 * 86_400 },
  afterConnect: {
    url: 'https://api.atlassian.com/oauth/token/accessible-resources',
    keep: { cloudIds: '*.id', siteName: '0.name' },
  },
  accountLabel: 'siteName',
  // There is no revocation call for one grant.
  manageUrl: 'https://id.atlassian.com/manage-profile/apps',
  docs: { url: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/' },
} as const satisfies ProviderInput;
