import {
  allowInsecureRequests,
  customFetch,
  processPushedAuthorizationResponse,
  pushedAuthorizationRequest,
  type ClientAuth,
} from 'oauth4webapi';
import type { EgressFetch } from '../egress/index.ts';
import { memberAt, type JsonObject } from './answer-member.ts';
import { classifyFailure } from './classify-failure.ts';
import { withClientAuthentication, type Requester } from './client-authentication.ts';
import { provingFetch } from './dpop.ts';
import type { ProviderError } from './errors.ts';
import { normalizingFetch, type ProtocolFetch } from './normalizing-fetch.ts';

/**
 * Hands an authorization request to the provider directly, so that nobody can read or change it on its way through the browser.
 * @param url the request as the browser would have carried it.
 * @returns the address for the browser: the client's id and a reference, and nothing else (RFC 9126 section 4).
 * @throws ProviderError `invalid_client`, `invalid_scope`, `redirect_uri_mismatch`, `access_denied`, `rate_limited`, `exchange_rejected`,
 * `provider_protocol_error`, `provider_unreachable`, `egress_refused`. Repeating is always safe.
 * @see RFC 9126 section 2
 */
export async function pushAuthorizationRequest(
  requester: Requester,
  pushedUrl: string,
  url: URL,
  fetch: EgressFetch,
): Promise<URL> {
  const requestUri = await withClientAuthentication(requester, 'push', (authentication) =>
    attempt(requester, pushedUrl, url.searchParams, authentication, fetch),
  );
  const forBrowser = new URL(url);
  forBrowser.search = new URLSearchParams({ client_id: requester.client.clientId, request_uri: requestUri }).toString();
  return forBrowser;
}

async function attempt(
  { client, dpopKey }: Requester,
  pushedUrl: string,
  parameters: URLSearchParams,
  authentication: ClientAuth,
  fetch: EgressFetch,
): Promise<string | ProviderError> {
  const server = {
    issuer: client.provider.authorize.issuer ?? pushedUrl,
    pushed_authorization_request_endpoint: pushedUrl,
  };
  const registration = { client_id: client.clientId };
  try {
    const response = await pushedAuthorizationRequest(server, registration, authentication, parameters, {
      [customFetch]: created(normalizingFetch(client, provingFetch(dpopKey, fetch), 'push', reference)),
      // Whether plain http is allowed is the egress policy's decision, by address.
      [allowInsecureRequests]: true,
    });
    return (await processPushedAuthorizationResponse(server, registration, response)).request_uri;
  } catch (error) {
    return classifyFailure(error, 'push', client.provider.token.answer.errorCodes, pushedUrl);
  }
}

function reference(answer: JsonObject): JsonObject {
  return { request_uri: memberAt(answer, ['request_uri']), expires_in: memberAt(answer, ['expires_in']) };
}

/** Some servers say 200 where RFC 9126 section 2.2 says 201; the library takes 201 alone. */
function created(fetch: ProtocolFetch): ProtocolFetch {
  return async (url, request) => {
    const response = await fetch(url, request);
    return response.status === 200 ? new Response(response.body, { status: 201, headers: response.headers }) : response;
  };
}
