import type { ProviderInput } from './provider.ts';

/** Salesforce production; for sandboxes or a My Domain give the definition its own (templated) address inputs. The number of approvals is unconfirmed. */
export const salesforce = {
  key: 'salesforce',
  label: 'Salesforce',
  authorize: { url: 'https://login.salesforce.com/services/oauth2/authorize' },
  token: {
    url: 'https://login.salesforce.com/services/oauth2/token',
    // The answer names no lifetime: the org's session policy decides, two hours unless an admin changed it.
    answer: { defaultLifetimeSeconds: 7200, keep: ['instance_url', 'id'] },
  },
  // Rotation is an app setting; with it on, a used token revokes the grant, so the careful class fits both. An app may limit idle tokens to 30 days.
  // A sixth approval by one user ends the first.
  refresh: { rotation: 'rotating_strict', grantsPerAccount: 5 },
  revoke: { url: 'https://login.salesforce.com/services/oauth2/revoke' },
  addresses: { instance_url: ['.salesforce.com', '.force.com'] },
  // The address of the user in the org, the same at every sign-in.
  accountId: 'id',
  docs: {
    url: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_flow.htm',
    checked: '2026-11-24',
  },
} as const satisfies ProviderInput;
