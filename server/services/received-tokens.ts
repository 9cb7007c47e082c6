import type { ResolvedOAuth } from '../definitions/index.ts';
import type { FinishedAuthorization, TokenSet } from '../oauth/index.ts';
import type { CredentialRecord, FlowRecord, Lease } from '../storage/index.ts';
import type { Actor } from './dependencies.ts';
import type { KeptTokens } from './refresh-schedule.ts';

/** What a provider has handed out and the database does not have yet: all that it takes to store it, or else to revoke it. */
export type ReceivedTokens = ReceivedRenewal | ReceivedGrant;

/** The answer to a renewal. */
export interface ReceivedRenewal {
  readonly kind: 'renewal';
  readonly customerId: string;
  readonly connectionId: string;
  readonly client: ResolvedOAuth;
  readonly lease: Pick<Lease, 'attemptId'> & { readonly credential: RenewedVersion };
  readonly set: TokenSet;
  readonly keptTokens: KeptTokens;
}

/** What was renewed, as it was then. */
type RenewedVersion = Pick<CredentialRecord, 'generation' | 'version' | 'failures' | 'endsInSeconds' | 'consentEndsInSeconds'>;

/** The end of a sign-in, or of a CONNECT without one. */
export interface ReceivedGrant {
  readonly kind: 'grant';
  readonly customerId: string;
  readonly connectionId: string;
  readonly client: ResolvedOAuth;
  readonly grant: FinishedAuthorization;
  readonly actor: Actor;
  /** The flow that asked for it; absent when there was no sign-in. */
  readonly flow?: Pick<FlowRecord, 'id' | 'mode' | 'sessionId' | 'definitionKey'>;
}

/** One try at storing what was received. */
export interface StoreTry {
  /** How long ago the provider answered. */
  readonly ageSeconds: number;
  /** An earlier try may have been committed, and only the word of it lost. */
  readonly isRepeat: boolean;
}

/**
 * A token answer that has waited: its lives began when it arrived. What lived keeps a second, so that it does not look like something that
 * was over when it came.
 */
export function aged(set: TokenSet, ageSeconds: number): TokenSet {
  const left = (lifetime: number) => Math.max(Math.floor(lifetime - ageSeconds), Math.min(lifetime, 1));
  const { expiresInSeconds, refreshTokenExpiresInSeconds } = set;
  if (ageSeconds < 1) return set;
  return {
    ...set,
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds: left(expiresInSeconds) }),
    ...(refreshTokenExpiresInSeconds === undefined ? {} : { refreshTokenExpiresInSeconds: left(refreshTokenExpiresInSeconds) }),
  };
}
