import type { DemoSecrets } from './demo-secrets.ts';
import type { DemoSettings } from './settings.ts';

/** OAuth client IDs of Ledgerline CRM at the third parties: what a vendor gets when it registers its app there. */
export const clientIds = {
  slack: '4410.ledgerline',
  github: 'Iv1.ledgerline',
  google: 'ledgerline.apps.googleusercontent.com',
  acme: 'ledgerline-crm',
  northwind: 'ledgerline-crm',
} as const;

/** The environment variables that `connections.config.ts` reads: where the third parties are, and the vendor's OAuth clients there. */
export function vendorEnvironment({ urls, ports }: DemoSettings, { clientSecrets }: DemoSecrets): Record<string, string> {
  return {
    SLACK_URL: urls.slack,
    SLACK_CLIENT_ID: clientIds.slack,
    SLACK_CLIENT_SECRET: clientSecrets.slack,
    GITHUB_URL: urls.github,
    GITHUB_API_URL: urls.github,
    GITHUB_CLIENT_ID: clientIds.github,
    GITHUB_CLIENT_SECRET: clientSecrets.github,
    GOOGLE_AUTHORIZE_URL: `${urls.google}/o/oauth2/v2/auth`,
    GOOGLE_API_URL: urls.google,
    GOOGLE_CLIENT_ID: clientIds.google,
    GOOGLE_CLIENT_SECRET: clientSecrets.google,
    ACME_URL: urls.acme,
    ACME_CLIENT_ID: clientIds.acme,
    ACME_CLIENT_SECRET: clientSecrets.acme,
    NORTHWIND_HOST: `localhost:${ports.northwind}`,
    NORTHWIND_CLIENT_ID: clientIds.northwind,
    NORTHWIND_CLIENT_SECRET: clientSecrets.northwind,
    S3_URL: urls.aws,
    TABLEAU_URL: urls.tableau,
  };
}
