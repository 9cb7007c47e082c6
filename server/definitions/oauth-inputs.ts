import type { Provider } from '../catalog/provider.ts';
import type { ConnectMode } from '../contract/index.ts';
import type { Grant } from './model.ts';

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

interface GrantFacts {
  readonly connect: ConnectMode;
  readonly needs: readonly UrlInput[];
  /** The saved fields are all it takes to ask for a token, so they are also what a token is renewed with. */
  readonly fromFields?: true;
}

/** How CONNECT carries a grant out, and the addresses without which it cannot. */
export const grantFacts: Readonly<Record<Grant, GrantFacts>> = {
  authorization_code: { connect: 'popup', needs: ['authorizeUrl', 'tokenUrl'] },
  client_credentials: { connect: 'direct', needs: ['tokenUrl'], fromFields: true },
  password: { connect: 'direct', needs: ['tokenUrl'], fromFields: true },
  jwt_bearer: { connect: 'direct', needs: ['tokenUrl'], fromFields: true },
  device_code: { connect: 'device', needs: ['deviceAuthorizationUrl', 'tokenUrl'] },
  oauth1: { connect: 'popup', needs: ['requestTokenUrl', 'authorizeUrl', 'tokenUrl'] },
};

/** Whether a grant's tokens are renewed by asking again with the saved fields, without a person. */
export function isRenewedFromFields(grant: Grant | undefined): boolean {
  return grant !== undefined && grantFacts[grant].fromFields === true;
}

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
