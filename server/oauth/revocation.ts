import type { ClientAuth } from 'oauth4webapi';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { classifyAnswer, classifyFailure, withEndpoint } from './classify-failure.ts';
import { withClientAuthentication, type Requester } from './client-authentication.ts';
import { provingFetch } from './dpop.ts';
import type { ProviderError } from './errors.ts';
import { deviatingFetch, readProviderFault } from './normalizing-fetch.ts';

/** A token to end, and the client it was given to. */
export interface Revocation extends Requester {
  readonly token: string;
  readonly kind: 'refresh_token' | 'access_token';
}

type RevokeFacts = NonNullable<ResolvedOAuth['provider']['revoke']>;

/** The token is already dead, which is what was wanted (RFC 7009 section 2.2). Google says `invalid_token`, Slack the rest. */
const deadTokenCodes = ['invalid_token', 'token_revoked', 'token_expired', 'invalid_auth', 'not_authed', 'account_inactive'];

/**
 * Tells the provider that a token is no longer wanted, in the provider's own way. Resolves when the token is dead, also when it was
 * before. A kind of token that the call does not take is passed over: it ends with the grant.
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
  if (!facts.tokens.includes(kind)) return;
  const call = { ...revocation, facts, url: client.revokeUrl };
  // Where the token is the proof, no other way to authenticate is left to try.
  const isClientRefused = ({ details: { httpStatus } }: ProviderError) =>
    !provesItself(facts) && (httpStatus === 400 || httpStatus === 401);
  await withClientAuthentication(
    revocation,
    'revoke',
    (authentication) => attempt(call, provesItself(facts) ? tokenAsProof(call) : authentication, fetch),
    isClientRefused,
  );
}

function isDone(status: number, providerCode: string | undefined, facts: RevokeFacts): boolean {
  if (providerCode !== undefined) return deadTokenCodes.includes(providerCode);
  if (facts.okStatuses.includes(status) || facts.deadStatuses.includes(status)) return true;
  // The token itself was the credential of this call, so a 401 says that it is dead.
  return provesItself(facts) && status === 401;
}

function provesItself({ tokenIn }: RevokeFacts): boolean {
  return tokenIn === 'bearer' || tokenIn === 'header';
}

interface RevocationCall extends Revocation {
  readonly facts: RevokeFacts;
  readonly url: string;
}

async function attempt(call: RevocationCall, authenticate: ClientAuth, fetch: EgressFetch): Promise<'done' | ProviderError> {
  const { client, facts, token, url } = call;
  const { errorCodes } = client.provider.token.answer;
  try {
    const response = await send(call, authenticate, fetch);
    const { status, headers } = response;
    const fault = await readProviderFault(response, client, new URLSearchParams({ token }));
    if (isDone(status, fault.providerCode, facts)) return 'done';
    const answer = { status, ...fault, retryAfter: headers.get('retry-after'), date: headers.get('date') };
    return withEndpoint(url, classifyAnswer(answer, 'revoke', errorCodes));
  } catch (error) {
    return classifyFailure(error, 'revoke', errorCodes, url);
  }
}

function tokenAsProof({ facts, token }: RevocationCall): ClientAuth {
  return (_server, _client, _body, headers) => {
    if (facts.tokenIn === 'bearer') headers.set('authorization', `Bearer ${token}`);
    else headers.set(facts.tokenParam, token);
  };
}

async function send(call: RevocationCall, authenticate: ClientAuth, fetch: EgressFetch): Promise<Response> {
  const { client, dpopKey, facts, token, kind } = call;
  const inParameters = facts.tokenIn === 'body' || facts.tokenIn === 'query';
  const body = new URLSearchParams({
    ...facts.params,
    ...(inParameters ? { token, ...(facts.hint ? { token_type_hint: kind } : {}) } : {}),
  });
  const url = facts.tokenIn === 'path' ? withSegment(call.url, token) : call.url;
  const headers = new Headers({ accept: 'application/json' });
  const issuer = client.provider.authorize.issuer ?? url;
  await authenticate({ issuer, revocation_endpoint: url }, { client_id: client.clientId }, body, headers);
  const request = { method: facts.method, headers: Object.fromEntries(headers), body };
  return deviatingFetch(client, provingFetch(dpopKey, fetch), 'revoke')(url, request);
}

/** The address with the token as the last part of its path, encoded so that it stays one part. */
function withSegment(address: string, token: string): string {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(token).replaceAll('.', '%2E')}`;
  return url.href;
}
