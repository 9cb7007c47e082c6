/**
 * Definitions: what a vendor writes (the authoring functions), and the frozen model the server reads it into.
 * `import { component, oauth2Connection, integration, defineConnections } from 'connection-config/definitions'`
 */
export * from './authoring.ts';
export { DefinitionError, type DefinitionFault, type DefinitionFaultCode } from './definition-error.ts';
export { apiAccess } from './api-access.ts';
export { effectiveValues } from './effective-values.ts';
export {
  endpointsOf,
  hasSafeEndpoints,
  usesDpop,
  type DiscoveredServer,
  type RegisteredClient,
  type Registration,
  isAboutAccounts,
} from './discovered-server.ts';
export { fieldsFor, fieldsForCode, findInvalidTemplate, missingRequired, toField } from './fields.ts';
export { loadConfig } from './load-config.ts';
export { isRenewedFromFields } from './oauth-inputs.ts';
export { parseConfig } from './parse-config.ts';
export { tidyServerAddress } from './server-address.ts';
export { readServerUrl, requestedScopes, resolveConnection, serverUrlInput } from './resolve-discovered.ts';
export { resolveOAuth, type OAuthResolution } from './resolve-oauth.ts';
export { parseSafeUrl } from './safe-url.ts';
export { resolveTestRequest, type ResolvedTestRequest } from './resolve-test-request.ts';
export { inLanguage } from './translations.ts';
export type {
  Component,
  ConfigVarInput,
  ConnectionConfigVar,
  ConnectionDefinition,
  Input,
  Integration,
  Model,
  ReservedOAuthInput,
  ResolvedOAuth,
  Step,
  TestRequest,
  Visibility,
} from './model.ts';
export { reservedOAuthInputs } from './model.ts';
