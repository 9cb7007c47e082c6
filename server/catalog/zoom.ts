import type { ProviderInput } from './provider.ts';

/** Zoom. Each refresh gives a new token, good for 90 days. */
export const zoom = {
  key: 'zoom',
  label: 'Zoom',
  authorize: { url: 'https://zoom.us/oauth/authorize' },
  token: { url: 'https://zoom.us/oauth/token', clientAuth: 'basic' },
  refresh: { rotation: 'rotating_strict', idleSeconds: 90 * 86_400 },
  revoke: { url: 'https://zoom.us/oauth/revoke', tokens: ['access_token'] },
  docs: { url: 'https://developers.zoom.us/docs/integrations/oauth/', checked: '2026-11-23' },
} as const satisfies ProviderInput;
