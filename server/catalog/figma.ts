import type { ProviderInput } from './provider.ts';

/** Figma. Tokens live 90 days; the refresh endpoint is one of its own. */
export const figma = {
  key: 'figma',
  label: 'Figma',
  authorize: { url: 'https://www.figma.com/oauth', scopeSeparator: ',' },
  token: { url: 'https://api.figma.com/v1/oauth/token', clientAuth: 'basic' },
  refresh: { url: 'https://api.figma.com/v1/oauth/refresh', rotation: 'non_rotating' },
  manageUrl: 'https://www.figma.com/settings',
  docs: { url: 'https://www.figma.com/developers/api#authentication', checked: '2026-11-23' },
} as const satisfies ProviderInput;
