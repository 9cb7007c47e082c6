import type { EgressFetch } from '../egress/index.ts';
import type { Requester } from './client-authentication.ts';
import { ProviderError } from './errors.ts';
import { joinScopes } from './scopes.ts';
import { requestTokens } from './token-request.ts';
import type { TokenSet } from './token-set.ts';

/**
 * Trades a refresh token for a new token set. No scope is sent, which asks for the ones already granted, unless the provider wants them
 * named; when it then refuses them, it is asked once more without: a server that refuses the scope has not used the token up. When the
 * answer has no refresh token, `refreshToken` is absent and the old one is still the one to keep.
 *
 * After `details.progress` `maybe_sent` the old refresh token may or may not be dead; whether to present it again depends on the
 * provider's rotation class and is the caller's decision. A grant that was bound to a key stays with that key.
 * @see RFC 6749 section 6; RFC 9700 section 4.14
 * @throws ProviderError `reauth_required` (the grant is refused), `invalid_client`, `invalid_scope`, `rate_limited`,
 * `provider_error`, `provider_protocol_error`, `provider_unreachable`, `egress_refused`.
 */
export async function refreshTokens(
  { refreshToken, ...requester }: Requester & { readonly refreshToken: string },
  fetch: EgressFetch,
): Promise<TokenSet> {
  const { client } = requester;
  const { params, sendScopes } = client.provider.refresh;
  const plain = { ...params, refresh_token: refreshToken };
  if (!sendScopes || client.scopes.length === 0) return requestTokens(requester, 'refresh', plain, fetch);
  try {
    return await requestTokens(requester, 'refresh', { ...plain, scope: joinScopes(client) }, fetch);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code !== 'invalid_scope') throw error;
    return requestTokens(requester, 'refresh', plain, fetch);
  }
}
