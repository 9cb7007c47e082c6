import type { Provider } from '../catalog/provider.ts';
import type { ConnectMode } from '../contract/index.ts';
import { reservedOAuthInputs, type Grant } from './model.ts';

/** The inputs that are addresses: the browser is sent to the first, the server calls the others. */
export const urlInputs = [
  'authorizeUrl',
  'pushedUrl',
  'tokenUrl',
  'deviceAuthorizationUrl',
  'requestTokenUrl',
  'refreshUrl',
  'revokeUrl',
] as const;
export type UrlInput = (typeof urlInputs)[number];

/** How CONNECT carries a grant out, and the addresses without which it cannot. */
export const grantFacts: Readonly<Record<Grant, { readonly connect: ConnectMode; readonly needs: readonly UrlInput[] }>> = {
  authorization_code: { connect: 'popup', needs: ['authorizeUrl', 'tokenUrl'] },
  client_credentials: { connect: 'direct', needs: ['tokenUrl'] },
  password: { connect: 'direct', needs: ['tokenUrl'] },
  jwt_bearer: { connect: 'direct', needs: ['tokenUrl'] },
  device_code: { connect: 'device', needs: ['deviceAuthorizationUrl', 'tokenUrl'] },
  oauth1: { connect: 'popup', needs: ['requestTokenUrl', 'authorizeUrl', 'tokenUrl'] },
};

/** What people call an address. */
export const urlInputNames: Readonly<Record<UrlInput, string>> = {
  authorizeUrl: 'authorization endpoint',
  pushedUrl: 'pushed authorization request endpoint',
  tokenUrl: 'token endpoint',
  deviceAuthorizationUrl: 'device authorization endpoint',
  requestTokenUrl: 'request token endpoint',
  refreshUrl: 'refresh endpoint',
  revokeUrl: 'revocation endpoint',
};

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
    case 'pushedUrl':
      return provider?.authorize.pushedUrl;
    case 'tokenUrl':
      return provider?.token.url;
    case 'deviceAuthorizationUrl':
      return provider?.device.url;
    case 'requestTokenUrl':
      return provider?.oauth1.requestTokenUrl;
    case 'refreshUrl':
      return provider?.refresh.url;
    case 'revokeUrl':
      return provider?.revoke?.url;
  }
}
