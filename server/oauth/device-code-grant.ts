import type { EgressFetch } from '../egress/index.ts';
import type { Requester } from './client-authentication.ts';
import { ProviderError } from './errors.ts';
import { requestTokens } from './token-request.ts';
import type { TokenSet } from './token-set.ts';

/** What one question for the tokens of a device code was answered with. */
export type DevicePoll =
  | { readonly kind: 'tokens'; readonly tokens: TokenSet }
  /** The person has not decided yet. `slower`: ask less often from now on. */
  | { readonly kind: 'pending'; readonly slower: boolean };

/**
 * Asks once whether the person has entered the code and allowed it. A server that is busy or cannot be reached is asked again later, and
 * less often (RFC 8628 section 3.5); until the code expires, nothing is lost by that.
 * @see RFC 8628 sections 3.4 and 3.5
 * @throws ProviderError `access_denied`, `flow_expired`, `exchange_rejected`, `invalid_client` and the others that end the attempt.
 */
export async function pollDeviceGrant(
  { client, dpopKey, deviceCode }: Requester & { readonly deviceCode: string },
  fetch: EgressFetch,
): Promise<DevicePoll> {
  try {
    const parameters = { ...client.provider.token.params, device_code: deviceCode };
    return { kind: 'tokens', tokens: await requestTokens({ client, dpopKey }, 'device_code', parameters, fetch) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { providerCode, httpStatus } = error.details;
    if (providerCode === 'authorization_pending') return { kind: 'pending', slower: false };
    if (providerCode === 'expired_token') throw new ProviderError('flow_expired', error.details, { cause: error });
    const isBusy = error.code === 'rate_limited' || error.code === 'provider_unreachable' || (httpStatus ?? 0) >= 500;
    if (isBusy) return { kind: 'pending', slower: true };
    throw error;
  }
}
