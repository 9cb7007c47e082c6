import type { ProviderInput } from './provider.ts';

/** Airtable. PKCE is required, and a refresh ends the tokens before. Rotation and lifetimes unconfirmed. */
export const airtable = {
  key: 'airtable',
  label: 'Airtable',
  authorize: { url: 'https://airtable.com/oauth2/v1/authorize' },
  // Basic and S256 as in Airtable's own sample (github.com/Airtable/oauth-example).
  token: { url: 'https://airtable.com/oauth2/v1/token', clientAuth: 'basic' },
  api: { hosts: ['https://api.airtable.com'] },
  refresh: { rotation: 'rotating_strict', idleSeconds: 60 * 86_400 },
  // No revocation call was found.
  manageUrl: 'https://airtable.com/account/integrations',
  docs: { url: 'https://airtable.com/developers/web/api/oauth-reference' },
} as const satisfies ProviderInput;
