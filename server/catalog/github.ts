import type { ProviderInput } from './provider.ts';

/** GitHub, OAuth apps. Errors come with a 200 and an `error` member; the answer is a form unless JSON is asked for. */
export const github = {
  key: 'github',
  label: 'GitHub',
  // PKCE, by S256 alone, is accepted and recommended since 2025-07-14 (github.blog/changelog).
  authorize: { url: 'https://github.com/login/oauth/authorize' },
  token: {
    url: 'https://github.com/login/oauth/access_token',
    headers: { accept: 'application/json' },
    // Requested with blanks, granted with commas.
    answer: { scopeSeparator: ',' },
  },
  device: { url: 'https://github.com/login/device/code' },
  api: { hosts: ['https://api.github.com', 'https://uploads.github.com'] },
  // Tokens of OAuth apps do not expire and have no refresh token. Of more than ten with the same scopes, the oldest is revoked.
  refresh: { rotation: 'non_rotating', grantsPerAccount: 10 },
  revoke: {
    url: 'https://api.github.com/applications/{{#clientId}}/grant',
    method: 'DELETE',
    // The REST API takes Basic as it is: client ids here hold a dot that it would not decode.
    clientAuth: 'basic_raw',
    body: 'json',
    tokenParam: 'access_token',
    hint: false,
    tokens: ['access_token'],
    headers: { accept: 'application/vnd.github+json' },
    // For a token that does not exist (REST API, "OAuth authorizations").
    deadStatuses: [404],
    scope: 'user_client',
    okStatuses: [204],
  },
  manageUrl: 'https://github.com/settings/applications',
  docs: { url: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps', checked: '2026-11-24' },
} as const satisfies ProviderInput;
