import type { DpopKey, OAuth1Credentials } from '../contract/index.ts';

/** Tokens as stored: read from a provider's answer, checked and normalised. Sealed before it reaches a table. */
export interface TokenSet {
  readonly accessToken: string;
  /** As the provider spelled it; `Bearer` when it gave none. */
  readonly tokenType: string;
  /** What requests with the token are signed with; present exactly when `tokenType` is `OAuth1`. */
  readonly oauth1Key?: OAuth1Key;
  readonly refreshToken?: string;
  /** The answer had a place for a refresh token and nothing in it, so the old one is kept; some providers mean nothing by it. */
  readonly emptyRefreshToken?: true;
  /** Seconds from the moment the answer arrived; absent when the token does not expire by itself. Clamped to 0 … 366 days. */
  readonly expiresInSeconds?: number;
  /** Lifetime of the refresh token in seconds, where the provider tells. */
  readonly refreshTokenExpiresInSeconds?: number;
  /** Granted scopes; absent when the answer names none, which means "as requested" (RFC 6749 section 5.1). */
  readonly scopes?: readonly string[];
  /** Declared extra members of the answer. */
  readonly extras: Readonly<Record<string, unknown>>;
  /** Declared extra members that were there and could not be kept: addresses that are not the provider's. */
  readonly droppedExtras?: readonly string[];
  readonly accountLabel?: string;
  /** The key that the tokens are bound to; present exactly when `tokenType` is `DPoP` (RFC 9449 section 5). */
  readonly dpopKey?: DpopKey;
  /** What identifies the account at the provider, where its facts say how. */
  readonly accountId?: string;
}

/** What signs requests with an OAuth 1.0a token, the token apart. As it was when the token was given: they belong together. */
export type OAuth1Key = Omit<OAuth1Credentials, 'token'>;
