import { isReservedParameter } from '../catalog/provider.ts';
import type { EgressFetch } from '../egress/index.ts';
import type { Requester } from './client-authentication.ts';
import { requestTokens } from './token-request.ts';
import type { TokenSet } from './token-set.ts';

/** A code, and what was remembered from its authorization request. */
export interface CodeExchange extends Requester {
  /** Byte for byte the one of the authorization request. @see RFC 6749 section 4.1.3 */
  readonly redirectUri: string;
  readonly code: string;
  readonly codeVerifier: string | undefined;
  /** Callback parameters that the definition forwards. */
  readonly tokenParams?: Readonly<Record<string, string>>;
}

/**
 * Exchanges an authorization code for tokens. A code is good for one attempt, so nothing here repeats one.
 * @see RFC 6749 section 4.1.3; RFC 7636 section 4.5
 * @throws ProviderError `exchange_rejected`, `invalid_client`, `invalid_scope`, `redirect_uri_mismatch`, `access_denied`,
 * `rate_limited`, `provider_error`, `provider_protocol_error`, `provider_unreachable` (nothing was sent), `exchange_unknown`
 * (sent, and no answer), `egress_refused`.
 */
export function exchangeCode(exchange: CodeExchange, fetch: EgressFetch): Promise<TokenSet> {
  const { client, dpopKey, redirectUri, code, codeVerifier, tokenParams = {} } = exchange;
  const forwarded = Object.entries(tokenParams).filter(([name]) => !isReservedParameter(name));
  const parameters = {
    ...client.provider.token.params,
    ...Object.fromEntries(forwarded),
    redirect_uri: redirectUri,
    code,
    ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
  };
  return requestTokens({ client, dpopKey }, 'exchange', parameters, fetch);
}
