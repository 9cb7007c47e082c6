import type { ProviderInput } from './provider.ts';

/** Webflow. The answer has no refresh token. PKCE and the revocation call unconfirmed. */
export const webflow = {
  key: 'webflow',
  label: 'Webflow',
  authorize: { url: 'https://webflow.com/oauth/authorize', pkce: 'none' },
  token: { url: 'https://api.webflow.com/oauth/access_token', clientAuth: 'post', body: 'json' },
  refresh: { rotation: 'non_rotating' },
  docs: { url: 'https://github.com/webflow/js-webflow-api', checked: '2026-11-24' },
} as const satisfies ProviderInput;
