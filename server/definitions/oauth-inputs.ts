import type { Provider } from '../catalog/provider.ts';
import { reservedOAuthInputs } from './model.ts';

/** The inputs that are addresses: the browser is sent to the first, the server calls the others. */
export const urlInputs = ['authorizeUrl', 'tokenUrl', 'refreshUrl', 'revokeUrl'] as const;
export type UrlInput = (typeof urlInputs)[number];

/** Whether a key is one of the addresses. */
export function isUrlInput(key: string): key is UrlInput {
  return (urlInputs as readonly string[]).includes(key);
}

/** Whether a key plays an OAuth role. */
export function isReservedOAuthInput(key: string): boolean {
  return (reservedOAuthInputs as readonly string[]).includes(key);
}

/** The address a provider's facts have for a role; it may contain slots. */
export function providerUrl(provider: Provider | undefined, role: UrlInput): string | undefined {
  switch (role) {
    case 'authorizeUrl':
      return provider?.authorize.url;
    case 'tokenUrl':
      return provider?.token.url;
    case 'refreshUrl':
      return provider?.refresh.url;
    case 'revokeUrl':
      return provider?.revoke?.url;
  }
}
