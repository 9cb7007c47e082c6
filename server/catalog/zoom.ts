import type { ProviderInput } from './provider.ts';

/** Zoom. Each refresh gives a new token, commonly good for 90 days; the one before is invalid at once. */
export const zoom = {
  key: 'zoom',
  label: 'Zoom',
  authorize: { url: 'https://zoom.us/oauth/authorize' },
  token: { url: 'https://zoom.us/oauth/token', clientAuth: 'basic' },
  api: { hosts: ['https://api.zoom.us'] },
  refresh: { rotation: 'rotating_strict', idleSeconds: 90 * 86_400 },
  revoke: { url: 'https://zoom.us/oauth/revoke', tokens: ['access_token'] },
  docs: { url: 'https://github.com/zoom/skills/blob/main/skills/oauth/concepts/token-lifecycle.md', checked: '2026-11-24' },
} as const satisfies ProviderInput;
