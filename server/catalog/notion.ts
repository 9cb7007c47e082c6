import type { ProviderInput } from './provider.ts';

/** Notion. Scopes are set on the integration; the person picks pages during consent. */
export const notion = {
  key: 'notion',
  label: 'Notion',
  authorize: {
    url: 'https://api.notion.com/v1/oauth/authorize',
    params: { owner: 'user' },
    scopeSeparator: 'none',
    pkce: 'none',
  },
  token: {
    url: 'https://api.notion.com/v1/oauth/token',
    clientAuth: 'basic',
    body: 'json',
    // Required in every call (REST API, "Refresh a token").
    headers: { 'notion-version': '2025-09-03' },
    answer: { keep: ['workspace_id', 'workspace_name', 'bot_id'] },
  },
  // Both tokens are replaced every time.
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://api.notion.com/v1/oauth/revoke', scope: 'token' },
  accountLabel: 'workspace_name',
  accountId: 'workspace_id',
  docs: { url: 'https://developers.notion.com/reference/refresh-a-token', checked: '2026-11-24' },
} as const satisfies ProviderInput;
