import type { ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { joinScopes } from './scopes.ts';
import { requestTokens } from './token-request.ts';
import type { TokenSet } from './token-set.ts';

/**
 * Fetches a token for the client itself; asked again when it runs out, since this grant has no refresh token.
 * @see RFC 6749 section 4.4
 * @throws ProviderError `invalid_client`, `invalid_scope`, `exchange_rejected`, `access_denied`, `rate_limited`,
 * `provider_error`, `provider_protocol_error`, `provider_unreachable`, `egress_refused`. Repeating is always safe.
 */
export function requestClientCredentials(client: ResolvedOAuth, fetch: EgressFetch): Promise<TokenSet> {
  const scope = client.scopes.length === 0 ? {} : { scope: joinScopes(client) };
  return requestTokens({ client }, 'client_credentials', { ...client.provider.token.params, ...scope }, fetch);
}
