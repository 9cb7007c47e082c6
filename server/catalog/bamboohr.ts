import type { ProviderInput } from './provider.ts';

/** BambooHR. Ask for `offline_access` to get a refresh token. */
export const bamboohr = {
  key: 'bamboohr',
  label: 'BambooHR',
  authorize: {
    url: 'https://{{#subdomain}}.bamboohr.com/authorize.php?request=authorize',
    scopeSeparator: '+',
    pkce: 'none',
  },
  token: {
    url: 'https://{{#subdomain}}.bamboohr.com/token.php?request=token',
    clientAuth: 'post',
    body: 'json',
    answer: { keep: ['companyDomain'] },
  },
  accountId: 'companyDomain',
  docs: { url: 'https://documentation.bamboohr.com/docs/getting-started', checked: '2026-11-23' },
} as const satisfies ProviderInput;
