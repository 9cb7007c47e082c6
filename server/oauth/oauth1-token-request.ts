import { createOAuth1Header, type OAuth1Credentials } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { memberAt, type JsonObject } from './answer-member.ts';
import { classifyAnswer, classifyFailure, withEndpoint } from './classify-failure.ts';
import { ProviderError } from './errors.ts';
import { plausibleProviderCode } from './provider-code.ts';

/** A call that answers with a token and its secret: temporary ones first, then those of the grant. */
export interface OAuth1TokenRequest {
  readonly client: ResolvedOAuth;
  readonly credentials: OAuth1Credentials;
  readonly url: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly step: 'request_token' | 'access_token';
}

/** What such a call is answered with. */
export interface OAuth1TokenAnswer {
  readonly token: string;
  readonly tokenSecret: string;
  /** All members of the answer. */
  readonly members: JsonObject;
}

const maxTokenLength = 8192;

/**
 * Sends one signed POST, once: a verifier is good for one attempt.
 * @see RFC 5849 sections 2.1 and 2.3
 * @throws ProviderError
 */
export async function requestOAuth1Token(request: OAuth1TokenRequest, fetch: EgressFetch): Promise<OAuth1TokenAnswer> {
  const { client, credentials, url, parameters, step } = request;
  const authorization = await createOAuth1Header(credentials, { method: 'POST', url, parameters });
  const headers = { accept: '*/*', ...client.provider.token.headers, ...client.headers, authorization };
  const response = await fetch(url, { method: 'POST', headers }).catch((error: unknown) => {
    throw classifyFailure(error, step, {}, url);
  });
  const members: JsonObject = Object.fromEntries(new URLSearchParams(await response.text()));
  const providerCode = problemOf(members) ?? problemInChallenge(response);
  if (!response.ok || providerCode !== undefined) {
    const [retryAfter, date] = ['retry-after', 'date'].map((name) => response.headers.get(name));
    const answer = { status: response.status, providerCode, retryAfter: retryAfter ?? null, date: date ?? null };
    throw withEndpoint(url, classifyAnswer(answer, step, client.provider.token.answer.errorCodes));
  }
  const [token, tokenSecret] = ['oauth_token', 'oauth_token_secret'].map((name) => memberAt(members, [name]));
  // A secret may be empty; a token may not (RFC 5849 section 2.1 leaves both to the server).
  if (!isToken(token) || token === '' || !isToken(tokenSecret)) {
    throw withEndpoint(url, new ProviderError('provider_protocol_error', { progress: 'received', httpStatus: response.status }));
  }
  return { token, tokenSecret, members };
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxTokenLength && /^[\x20-\x7e]*$/.test(value);
}

/** OAuth Problem Reporting extension, in the body or beside the challenge. */
function problemOf(members: JsonObject): string | undefined {
  return plausibleProviderCode(memberAt(members, ['oauth_problem']));
}

function problemInChallenge({ headers }: Response): string | undefined {
  return plausibleProviderCode(/\boauth_problem="([^"]*)"/.exec(headers.get('www-authenticate') ?? '')?.[1]);
}
