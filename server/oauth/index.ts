/** The protocol: build a request or read an answer. Knows no tenant and no storage. */
export {
  beginAuthorization,
  finishAuthorization,
  type AuthorizationAnswer,
  type AuthorizationSecrets,
  type BegunAuthorization,
  type FinishedAuthorization,
} from './authorization.ts';
export { createAuthorizationRequest, type AuthorizationRequest } from './authorization-request.ts';
export { readCallbackParameters, readState, type CallbackParameters } from './callback-parameters.ts';
export { clientMetadata, localhostClientId, type ClientDescription, type ClientMetadata } from './client-metadata.ts';
export { requestTokensDirectly } from './direct-grants.ts';
export { createDpopKey } from './dpop.ts';
export { exchangeCode, type CodeExchange } from './code-exchange.ts';
export { pollDeviceGrant, type DevicePoll } from './device-code-grant.ts';
export { requestDeviceAuthorization, type DeviceAuthorization } from './device-authorization.ts';
export { discoverServer } from './discover-server.ts';
export { ProviderError, type CallProgress, type ProviderErrorDetails } from './errors.ts';
export { fetchWithToken } from './fetch-with-token.ts';
export { refreshTokens } from './refresh-grant.ts';
export { deleteRegistration, registerClient, type NewClient } from './register-client.ts';
export { revokeToken, type Revocation } from './revocation.ts';
export type { OAuth1Key, TokenSet } from './token-set.ts';
