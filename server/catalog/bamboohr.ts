import type { ProviderInput } from './provider.ts';

/** BambooHR. Ask for `offline_access` to get a refresh token. Scope separator, rotation and lifetimes unconfirmed. */
export const bamboohr = {
  key: 'bamboohr',
  label: 'BambooHR',
  authorize: {
    url: 'https://{{#subdomain}}.bamboohr.com/authorize.php?request=authorize',
    scopeSeparator: '+',
    pkce: 'none',
  },
  // A form with the secret in it, as BambooHR's own SDK sends it (github.com/BambooHR/bhr-api-php).
  token: {
    url: 'https://{{#subdomain}}.bamboohr.com/token.php?request=token',
    clientAuth: 'post',
    answer: { keep: ['companyDomain'] },
  },
  accountId: 'companyDomain',
  docs: { url: 'https://documentation.bamboohr.com/docs/getting-started', checked: '2026-11-24' },
} as const satisfies ProviderInput;
