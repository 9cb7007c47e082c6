import type { ClientAuth } from 'oauth4webapi';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { classifyAnswer, classifyFailure, withEndpoint } from './classify-failure.ts';
import { clientAuthentications } from './client-authentication.ts';
import { deviatingFetch, readProviderFault } from './normalizing-fetch.ts';

/** A token to end, and the client it was given to. */
export interface Revocation {
  readonly client: ResolvedOAuth;
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
  const { client, token, kind } = revocation;
  const facts = client.provider.revoke;
  if (facts === undefined || client.revokeUrl === undefined)
    throw new TypeError(`"${client.definitionKey}" has no revocation call`);
  if (!facts.tokens.includes(kind)) return;
  const { errorCodes } = client.provider.token.answer;
  const call = { ...revocation, facts, url: client.revokeUrl };
  const response = await send(call, fetch).catch((error: unknown) => {
    throw classifyFailure(error, 'revoke', errorCodes, call.url);
  });
  const fault = await readProviderFault(response, client, new URLSearchParams({ token }));
  if (isDone(response.status, fault.providerCode, facts)) return;
  const { status, headers } = response;
  const answer = { status, ...fault, retryAfter: headers.get('retry-after'), date: headers.get('date') };
  throw withEndpoint(call.url, classifyAnswer(answer, 'revoke', errorCodes));
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

async function send(call: RevocationCall, fetch: EgressFetch): Promise<Response> {
  if (provesItself(call.facts)) return attempt(call, tokenAsProof(call), fetch);
  const [first, ...others] = clientAuthentications(call.client, 'revoke');
  let response = await attempt(call, first, fetch);
  for (const other of others) {
    if (response.status !== 400 && response.status !== 401) break;
    response = await attempt(call, other, fetch);
  }
  return response;
}

function tokenAsProof({ facts, token }: RevocationCall): ClientAuth {
  return (_server, _client, _body, headers) => {
    if (facts.tokenIn === 'bearer') headers.set('authorization', `Bearer ${token}`);
    else headers.set(facts.tokenParam, token);
  };
}

async function attempt(call: RevocationCall, authenticate: ClientAuth, fetch: EgressFetch): Promise<Response> {
  const { client, facts, token, kind } = call;
  const inParameters = facts.tokenIn === 'body' || facts.tokenIn === 'query';
  const body = new URLSearchParams({
    ...facts.params,
    ...(inParameters ? { token, ...(facts.hint ? { token_type_hint: kind } : {}) } : {}),
  });
  const url = facts.tokenIn === 'path' ? withSegment(call.url, token) : call.url;
  const headers = new Headers({ accept: 'application/json' });
  await authenticate({ issuer: url, revocation_endpoint: url }, { client_id: client.clientId }, body, headers);
  const request = { method: facts.method, headers: Object.fromEntries(headers), body };
  return deviatingFetch(client, fetch, 'revoke')(url, request);
}

/** The address with the token as the last part of its path, encoded so that it stays one part. */
function withSegment(address: string, token: string): string {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(token).replaceAll('.', '%2E')}`;
  return url.href;
}
