import type { DpopKey } from '../contract/index.ts';
import type { Grant, ResolvedOAuth } from '../definitions/model.ts';
import type { EgressFetch } from '../egress/index.ts';
import { codeAuthorization } from './code-authorization.ts';
import { oauth1Authorization } from './oauth1-authorization.ts';
import type { TokenSet } from './token-set.ts';

/** What has to be remembered between a sign-in's two halves. Store it sealed. */
export interface AuthorizationSecrets {
  /** PKCE verifier; absent when the provider's facts switch PKCE off. */
  readonly codeVerifier?: string;
  /** The key that the tokens will be bound to, where the provider's facts say so. */
  readonly dpopKey?: DpopKey;
  /** OAuth 1.0a: the request token and its secret (RFC 5849 section 2.1). */
  readonly requestToken?: string;
  readonly requestTokenSecret?: string;
}

/** A sign-in that may begin: where to send the browser, and what to remember until it comes back. */
export interface BegunAuthorization {
  readonly url: string;
  /** Comes back with the browser and finds the flow. Store only its hash. */
  readonly state: string;
  readonly secrets: AuthorizationSecrets;
}

/** What the browser brought back, and what was remembered from {@link beginAuthorization}. */
export interface AuthorizationAnswer {
  readonly query: URLSearchParams;
  /** Byte for byte the one that the sign-in began with. */
  readonly redirectUri: string;
  readonly secrets: AuthorizationSecrets;
}

/** A sign-in that succeeded. */
export interface FinishedAuthorization {
  readonly tokens: TokenSet;
  /** What the provider's facts say to keep of the callback and of the account's details, for example `realmId`. */
  readonly context: Readonly<Record<string, string>>;
  /** Names of what was there and could not be kept: addresses that are not the provider's. */
  readonly dropped?: readonly string[];
  /** The provider did not tell the account's details, which its facts say it does. */
  readonly detailsUnknown?: boolean;
}

/** A grant with a sign-in in a browser, as two halves with a person in between. */
export interface AuthorizationStrategy {
  begin(client: ResolvedOAuth, redirectUri: string, fetch: EgressFetch): Promise<BegunAuthorization>;
  finish(client: ResolvedOAuth, answer: AuthorizationAnswer, fetch: EgressFetch): Promise<FinishedAuthorization>;
}

const strategies: Partial<Record<Grant, AuthorizationStrategy>> = {
  authorization_code: codeAuthorization,
  oauth1: oauth1Authorization,
};

/**
 * The first half of a sign-in, whatever the grant: asks the provider for what has to be asked in advance, and says where to send the browser.
 * @throws ProviderError when the provider was asked and refused. TypeError for a grant without a sign-in.
 */
export function beginAuthorization(client: ResolvedOAuth, redirectUri: string, fetch: EgressFetch): Promise<BegunAuthorization> {
  return strategyOf(client).begin(client, redirectUri, fetch);
}

/**
 * The second half: judges what the browser brought back, and trades it for tokens. Call it for a flow that its state has already found,
 * once: what is brought back is good for one attempt.
 * @throws ProviderError `issuer_mismatch`, `access_denied` and what else the provider answered the browser with, or one of the exchange.
 */
export function finishAuthorization(
  client: ResolvedOAuth,
  answer: AuthorizationAnswer,
  fetch: EgressFetch,
): Promise<FinishedAuthorization> {
  return strategyOf(client).finish(client, answer, fetch);
}

function strategyOf({ grant, definitionKey }: ResolvedOAuth): AuthorizationStrategy {
  const strategy = strategies[grant];
  if (!strategy) throw new TypeError(`"${definitionKey}" has no sign-in: its grant is ${grant}`);
  return strategy;
}
