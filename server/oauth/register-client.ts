import { dynamicClientRegistrationRequest, processDynamicClientRegistrationResponse } from 'oauth4webapi';
import type { DiscoveredServer, RegisteredClient } from '../definitions/discovered-server.ts';
import type { EgressFetch } from '../egress/index.ts';
import { isJsonObject } from './answer-member.ts';
import { classifyAnswer, classifyFailure } from './classify-failure.ts';
import { clientMetadata, preferredAuthMethod, type ClientDescription } from './client-metadata.ts';
import { ProviderError } from './errors.ts';
import { libraryOptions } from './metadata-request.ts';

const registrationTimeoutMs = 20_000;

/** A client that a server has just made. */
export interface NewClient {
  readonly client: RegisteredClient;
  /** Undefined: its secret does not end, or it has none. */
  readonly secretEndsAt?: Date;
}

/**
 * Registers this app at a server. Every call makes another client there.
 * @see RFC 7591 section 3
 * @throws ProviderError `registration_unsupported` (the server names no endpoint), `registration_refused`, `provider_unreachable`,
 * `provider_error`, `provider_protocol_error`, `rate_limited`, `egress_refused`.
 */
export async function registerClient(
  server: DiscoveredServer,
  description: ClientDescription,
  fetch: EgressFetch,
): Promise<NewClient> {
  const { issuer, registrationEndpoint } = server;
  if (registrationEndpoint === undefined) throw new ProviderError('registration_unsupported', { progress: 'not_sent' });
  const tokenAuthMethod = preferredAuthMethod(server);
  const metadata = clientMetadata(description, { tokenAuthMethod, refreshes: server.issuesRefreshTokens });
  const request = { fetch, signal: AbortSignal.timeout(registrationTimeoutMs) };
  try {
    const response = await dynamicClientRegistrationRequest(
      { issuer, registration_endpoint: registrationEndpoint },
      { ...metadata },
      libraryOptions(request),
    );
    return readClient(await processDynamicClientRegistrationResponse(await normalized(response)), tokenAuthMethod);
  } catch (error) {
    throw classifyFailure(error, 'registration');
  }
}

/**
 * Deletes a registration. Resolves also when it was gone before.
 * @see RFC 7592 section 2.3
 * @throws ProviderError; repeating is safe.
 */
export async function deleteRegistration(
  { uri, accessToken }: NonNullable<RegisteredClient['management']>,
  fetch: EgressFetch,
): Promise<void> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const response = await fetch(uri, { method: 'DELETE', headers }).catch((error: unknown) => {
    throw classifyFailure(error, 'revoke');
  });
  // 401: the client, and its token with it, is not known any more.
  if (response.ok || [401, 404, 410].includes(response.status)) return;
  throw classifyAnswer({ status: response.status, retryAfter: response.headers.get('retry-after') }, 'revoke');
}

/** Some servers answer 200, and some name no end of the secret; both are read as RFC 7591 section 3.2.1 would have them written. */
async function normalized(response: Response): Promise<Response> {
  if (response.status !== 200 && response.status !== 201) return response;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isJsonObject(body) ? Response.json({ client_secret_expires_at: 0, ...body }, { status: 201 }) : response;
}

type Registered = Awaited<ReturnType<typeof processDynamicClientRegistrationResponse>>;

function readClient(registered: Registered, requestedAuthMethod: string): NewClient {
  const { client_id: clientId, client_secret: clientSecret, client_secret_expires_at: endsAt } = registered;
  const given = registered['token_endpoint_auth_method'];
  const uri = registered['registration_client_uri'];
  const accessToken = registered['registration_access_token'];
  const client: RegisteredClient = {
    way: 'registration',
    clientId,
    tokenAuthMethod: typeof given === 'string' ? given : requestedAuthMethod,
    ...(typeof clientSecret === 'string' ? { clientSecret } : {}),
    ...(typeof uri === 'string' && typeof accessToken === 'string' ? { management: { uri, accessToken } } : {}),
  };
  const ends = typeof clientSecret === 'string' && typeof endsAt === 'number' && endsAt > 0;
  return { client, ...(ends ? { secretEndsAt: new Date(endsAt * 1000) } : {}) };
}
