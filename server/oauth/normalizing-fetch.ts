import type { Provider } from '../catalog/provider.ts';
import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { isDeeperThan, isJsonObject, memberAt, type JsonObject } from './answer-member.ts';
import type { ProtocolStep } from './classify-failure.ts';
import { ProviderError } from './errors.ts';
import { plausibleProviderCode } from './provider-code.ts';
import { providerTextIn } from './provider-text.ts';
import { encodeRequest, requestFacts } from './request-encoding.ts';
import { standardTokenAnswer } from './token-response.ts';

/** What the protocol library hands to its fetch. */
interface ProtocolRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: URLSearchParams;
}

/** A fetch for the protocol library. */
export type ProtocolFetch = (url: string, request: ProtocolRequest) => Promise<Response>;

/** Carries the provider's real status where an answer had to be rewritten into a standard one. */
export const originalStatusHeader = 'x-original-status';

const successStatuses = [200, 201];
const maxDepth = 32;

/** Sends requests the way the provider's facts say: method, names, body, additional headers. The answer stays as it came. */
export function deviatingFetch(
  { provider, headers, certificate, privateKey }: ResolvedOAuth,
  fetch: EgressFetch,
  step: ProtocolStep = 'exchange',
): ProtocolFetch {
  const own = step === 'revoke' ? (provider.revoke?.headers ?? {}) : {};
  return (url, request) => {
    const { url: address, headers: written, ...encoded } = encodeRequest(url, request.body, requestFacts(provider, step));
    const { 'content-type': _form, ...asked } = request.headers;
    const clientCertificate = certificate && privateKey && { certificate, privateKey: privateKey.pem };
    const init = { ...encoded, headers: mergeHeaders(asked, written, provider.token.headers, own, headers) };
    return fetch(address, clientCertificate ? { ...init, clientCertificate } : init);
  };
}

/** Rewrites a successful answer, given at a time in milliseconds since 1970, into the members that the standard has for it. */
export type AnswerRewriter = (answer: JsonObject, client: ResolvedOAuth, answeredAt: number) => JsonObject;

/**
 * {@link deviatingFetch} for the token endpoint, with the answer rewritten by the provider's facts into one that follows
 * RFC 6749 section 5, which is all the protocol library reads.
 * @param rewrite for an endpoint with another answer; errors look alike at all of them.
 */
export function normalizingFetch(
  client: ResolvedOAuth,
  fetch: EgressFetch,
  step: ProtocolStep = 'exchange',
  rewrite: AnswerRewriter = standardTokenAnswer,
): ProtocolFetch {
  const send = deviatingFetch(client, fetch, step);
  return async (url, request) => normalizeResponse(await send(url, request), client, request.body, rewrite);
}

/** The provider's error code in an answer, wherever this provider puts it, and its words about it. */
export async function readProviderFault(
  response: Response,
  client: ResolvedOAuth,
  sent: URLSearchParams,
): Promise<{ providerCode?: string | undefined; providerText?: string | undefined }> {
  const answer = await parseAnswer(response, client.provider);
  if (answer === undefined) return {};
  return { providerCode: errorCodeIn(answer, client.provider), providerText: providerTextIn(answer, client, sent) };
}

async function normalizeResponse(
  response: Response,
  client: ResolvedOAuth,
  sent: URLSearchParams,
  rewrite: AnswerRewriter,
): Promise<Response> {
  const { provider } = client;
  const answer = await parseAnswer(response, provider);
  const error = answer === undefined ? undefined : errorCodeIn(answer, provider);
  const headers = new Headers({ [originalStatusHeader]: String(response.status) });
  for (const name of ['retry-after', 'date']) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  // An error is an error under any status: providers send it with 200 (GitHub, Slack), 403 (Atlassian) or 500.
  if (answer !== undefined && error !== undefined) {
    const error_description = providerTextIn(answer, client, sent);
    return Response.json({ error, error_description }, { status: 400, headers });
  }
  if (answer !== undefined && successStatuses.includes(response.status)) {
    return Response.json(rewrite(answer, client, timeOf(response)), { status: 200, headers });
  }
  // No challenge header is passed on: the library would stop at it and call every 401 the same.
  return new Response(null, { status: response.status, headers });
}

/** When the provider wrote the answer, by its own clock where it tells: points in time in the answer are by that clock too. */
function timeOf(response: Response): number {
  const date = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(date) ? Date.now() : date;
}

/** The answer as an object, or undefined when it is anything else. The body decides, not its label: many label JSON as text. */
async function parseAnswer(response: Response, provider: Provider): Promise<JsonObject | undefined> {
  const text = await response.text();
  const isForm = provider.token.answer.format === 'form' && !text.trimStart().startsWith('{');
  if (isForm) return isHtml(response) ? undefined : Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && !isDeeperThan(value, maxDepth) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHtml(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') === true;
}

function errorCodeIn(answer: JsonObject, { token }: Provider): string | undefined {
  const { errorWhen } = token.answer;
  if (errorWhen !== undefined && isError(memberAt(answer, [errorWhen.member]), errorWhen)) {
    const code = memberAt(answer, errorWhen.codeFrom.split('.'));
    return plausibleProviderCode(typeof code === 'number' ? String(code) : code) ?? 'unknown_error';
  }
  const error = memberAt(answer, ['error']);
  if (error === undefined || error === null || error === '' || error === false) return undefined;
  const candidates = [error, memberAt(error, ['code']), memberAt(error, ['type']), memberAt(error, ['error'])];
  return candidates.map(plausibleProviderCode).find((code) => code !== undefined) ?? 'unknown_error';
}

function isError(value: unknown, errorWhen: NonNullable<Provider['token']['answer']['errorWhen']>): boolean {
  return 'equals' in errorWhen ? value === errorWhen.equals : value !== errorWhen.notEquals;
}

function mergeHeaders(...sources: readonly Readonly<Record<string, string>>[]): Headers {
  const merged = new Headers();
  try {
    for (const [name, value] of sources.flatMap((source) => Object.entries(source))) merged.set(name, value);
  } catch (cause) {
    // A line break or the like in a header that a person typed.
    throw new ProviderError('egress_refused', { progress: 'not_sent' }, { cause });
  }
  return merged;
}
