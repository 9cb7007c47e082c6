import { isOversized, visible } from './callback-parameters.ts';
import { ProviderError } from './errors.ts';
import { meaningOf, plausibleProviderCode } from './provider-code.ts';

/**
 * The verifier that the browser brought back, for the request token of its own flow and no other.
 * @param kept parameters that the provider's facts say to keep.
 * @see RFC 5849 section 2.2
 * @throws ProviderError `access_denied` when the person declined, which every provider says in its own way: `oauth_problem` (OAuth Problem
 * Reporting extension), or `denied` with the token (X, "Log in with X"). `provider_protocol_error`.
 */
export function readOAuth1Callback(query: URLSearchParams, requestToken: string, kept: readonly string[]): string {
  const read = ['oauth_token', 'oauth_verifier', 'oauth_problem', 'denied', 'state', ...kept];
  if (isOversized(query) || read.some((name) => query.getAll(name).length > 1)) throw malformed();
  const problem = query.get('oauth_problem');
  if (problem !== null) throw refused(problem);
  if (query.has('denied') && query.get('denied') === requestToken) throw refused('access_denied');
  const verifier = query.get('oauth_verifier') ?? '';
  if (requestToken === '' || query.get('oauth_token') !== requestToken || !visible.test(verifier)) throw malformed();
  return verifier;
}

function malformed(): ProviderError {
  return new ProviderError('provider_protocol_error', { progress: 'received' });
}

function refused(problem: string): ProviderError {
  const providerCode = plausibleProviderCode(problem);
  const code = meaningOf(providerCode) === 'access_denied' ? 'access_denied' : 'provider_error';
  return new ProviderError(code, { progress: 'received', ...(providerCode === undefined ? {} : { providerCode }) });
}
