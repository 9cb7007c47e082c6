import type { ProviderInput } from './provider.ts';

/** Figma. Tokens live 90 days; the refresh endpoint is one of its own. Lifetimes, rotation and client authentication unconfirmed. */
export const figma = {
  key: 'figma',
  label: 'Figma',
  authorize: { url: 'https://www.figma.com/oauth', scopeSeparator: ',' },
  token: { url: 'https://api.figma.com/v1/oauth/token', clientAuth: 'basic' },
  refresh: { url: 'https://api.figma.com/v1/oauth/refresh', rotation: 'non_rotating' },
  manageUrl: 'https://www.figma.com/settings',
  docs: { url: 'https://github.com/figma/rest-api-spec/blob/main/openapi/openapi.yaml', checked: '2026-11-24' },
} as const satisfies ProviderInput;
