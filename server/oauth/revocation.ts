import { allowInsecureRequests, customFetch, revocationRequest, type ClientAuth } from 'oauth4webapi';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { classifyAnswer, classifyFailure } from './classify-failure.ts';
import { clientAuthentications, rawBasicHeader } from './client-authentication.ts';
import { deviatingFetch, readErrorCode } from './normalizing-fetch.ts';

/** A token to end, and the client it was given to. */
export interface Revocation {
  readonly client: ResolvedOAuth;
  readonly token: string;
  readonly kind: 'refresh_token' | 'access_token';
}

/** The token is already dead, which is what was wanted (RFC 7009 section 2.2). Google says `invalid_token`, Slack the rest. */
const deadTokenCodes = ['invalid_token', 'token_revoked', 'token_expired', 'invalid_auth', 'not_authed', 'account_inactive'];

/**
 * Tells the provider that a token is no longer wanted, in the provider's own style. Resolves when the token is dead, also when it was
 * before. The styles `bearer` and `github` only know access tokens: a refresh token is passed over, since it ends with the grant.
 * @see RFC 7009 section 2
 * @throws ProviderError `invalid_client`, `rate_limited`, `provider_error`, `provider_protocol_error`, `provider_unreachable`,
 * `egress_refused`. Repeating is always safe; until it succeeds the token must be taken to be alive.
 * @throws TypeError when the provider has no revocation call.
 */
export async function revokeToken(revocation: Revocation, fetch: EgressFetch): Promise<void> {
  const { client, kind } = revocation;
  const facts = client.provider.revoke;
  if (facts === undefined || client.revokeUrl === undefined)
    throw new TypeError(`"${client.definitionKey}" has no revocation call`);
  if (facts.style !== 'rfc7009' && kind === 'refresh_token') return;
  const response = await send[facts.style](revocation, client.revokeUrl, fetch).catch((error: unknown) => {
    throw classifyFailure(error, 'revoke');
  });
  const providerCode = await readErrorCode(response, client.provider);
  if (isDone(response.status, providerCode, facts)) return;
  throw classifyAnswer({ status: response.status, providerCode, retryAfter: response.headers.get('retry-after') }, 'revoke');
}

type RevokeFacts = NonNullable<ResolvedOAuth['provider']['revoke']>;

function isDone(status: number, providerCode: string | undefined, { style, okStatuses }: RevokeFacts): boolean {
  if (providerCode !== undefined) return deadTokenCodes.includes(providerCode);
  if (okStatuses.includes(status)) return true;
  // The token itself was the credential of this call, so a 401 says that it is dead.
  if (style === 'bearer') return status === 401;
  // GitHub answers 404 for a token that does not exist (REST API, "OAuth authorizations", 2026-11-23).
  return style === 'github' && status === 404;
}

type Send = (revocation: Revocation, revokeUrl: string, fetch: EgressFetch) => Promise<Response>;

const send: Readonly<Record<RevokeFacts['style'], Send>> = {
  rfc7009: async ({ client, token, kind }, revokeUrl, fetch) => {
    const server = { issuer: revokeUrl, revocation_endpoint: revokeUrl };
    const attempt = (authentication: ClientAuth) =>
      revocationRequest(server, { client_id: client.clientId }, authentication, token, {
        additionalParameters: { token_type_hint: kind },
        [customFetch]: deviatingFetch(client, fetch),
        [allowInsecureRequests]: true,
      });
    const [first, ...others] = clientAuthentications(client);
    let response = await attempt(first);
    for (const other of others) {
      if (response.status !== 400 && response.status !== 401) break;
      response = await attempt(other);
    }
    return response;
  },

  bearer: ({ token }, revokeUrl, fetch) =>
    fetch(revokeUrl, { method: 'POST', headers: { accept: 'application/json', authorization: `Bearer ${token}` } }),

  // GitHub's REST API takes Basic as it is: its client ids hold a dot that it would not decode.
  github: ({ client, token }, revokeUrl, fetch) =>
    fetch(revokeUrl, {
      method: 'DELETE',
      headers: {
        accept: 'application/vnd.github+json',
        authorization: rawBasicHeader(client.clientId, client.clientSecret ?? ''),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ access_token: token }),
    }),
};
