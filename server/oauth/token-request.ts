import {
  allowInsecureRequests,
  customFetch,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
  type ClientAuth,
} from 'oauth4webapi';
import type { EgressFetch } from '../egress/index.ts';
import { classifyFailure, type ProtocolStep } from './classify-failure.ts';
import { withClientAuthentication, type Requester } from './client-authentication.ts';
import { provingFetch } from './dpop.ts';
import type { ProviderError } from './errors.ts';
import { normalizingFetch } from './normalizing-fetch.ts';
import { readTokenSet } from './token-response.ts';
import type { TokenSet } from './token-set.ts';

const grantTypes = {
  exchange: 'authorization_code',
  client_credentials: 'client_credentials',
  password: 'password',
  // RFC 7523 section 2.1
  jwt_bearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  // RFC 8628 section 3.4
  device_code: 'urn:ietf:params:oauth:grant-type:device_code',
  refresh: 'refresh_token',
} as const satisfies Partial<Record<ProtocolStep, string>>;

/**
 * One request to the token endpoint, whatever the grant. Sends once and never again by itself, but for what
 * {@link withClientAuthentication} may repeat.
 * @see RFC 6749 sections 4.1.3, 4.4.2, 5 and 6
 * @throws ProviderError
 */
export function requestTokens(
  requester: Requester,
  step: keyof typeof grantTypes,
  parameters: Readonly<Record<string, string>>,
  fetch: EgressFetch,
): Promise<TokenSet> {
  return withClientAuthentication(requester, step, (authentication) =>
    attempt(requester, step, parameters, authentication, fetch),
  );
}

async function attempt(
  { client, dpopKey }: Requester,
  step: keyof typeof grantTypes,
  parameters: Readonly<Record<string, string>>,
  authentication: ClientAuth,
  fetch: EgressFetch,
): Promise<TokenSet | ProviderError> {
  const endpoint = step === 'refresh' ? client.refreshUrl : client.tokenUrl;
  const server = { issuer: client.provider.authorize.issuer ?? endpoint, token_endpoint: endpoint };
  const registration = { client_id: client.clientId };
  const body = new URLSearchParams(parameters);
  for (const resource of client.resources) body.append('resource', resource);
  try {
    const response = await genericTokenEndpointRequest(
      server,
      registration,
      authentication,
      grantTypes[step],
      body,
      // Whether plain http is allowed is the egress policy's decision, by address.
      { [customFetch]: normalizingFetch(client, provingFetch(dpopKey, fetch), step), [allowInsecureRequests]: true },
    );
    const tokens = readTokenSet(await processGenericTokenEndpointResponse(server, registration, response));
    return dpopKey === undefined ? tokens : { ...tokens, dpopKey };
  } catch (error) {
    return classifyFailure(error, step, client.provider.token.answer.errorCodes, endpoint);
  }
}
