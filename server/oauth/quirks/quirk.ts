import type { ResolvedOAuth } from '../../definitions/model.ts';
import type { EgressFetch } from '../../egress/index.ts';
import type { TokenSet } from '../token-set.ts';

/** What a provider wants and no fact can say. A provider's entry names it; there is no other way in. */
export interface Quirk {
  /** Whether a callback can be this provider's own. Asked before anything in it is believed, and false refuses it. */
  readonly isAuthentic?: (query: URLSearchParams, client: ResolvedOAuth) => boolean;
  /**
   * Trades the tokens of a fresh sign-in for those to keep.
   * @throws ProviderError
   */
  readonly afterExchange?: (tokens: TokenSet, client: ResolvedOAuth, fetch: EgressFetch) => Promise<TokenSet>;
}
