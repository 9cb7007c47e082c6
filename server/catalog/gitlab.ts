import type { ProviderInput } from './provider.ts';

/** GitLab.com; for a self-managed server give the definition its own address inputs. */
export const gitlab = {
  key: 'gitlab',
  label: 'GitLab',
  authorize: { url: 'https://gitlab.com/oauth/authorize' },
  token: { url: 'https://gitlab.com/oauth/token' },
  device: { url: 'https://gitlab.com/oauth/authorize_device' },
  // A refresh ends both old tokens at once.
  refresh: { rotation: 'rotating_strict' },
  revoke: { url: 'https://gitlab.com/oauth/revoke', scope: 'token' },
  manageUrl: 'https://gitlab.com/-/user_settings/applications',
  docs: { url: 'https://docs.gitlab.com/api/oauth2/', checked: '2026-11-24' },
} as const satisfies ProviderInput;
