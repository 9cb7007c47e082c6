import type { TokenSet } from '../oauth/token-set.ts';
import type { GrantEnd, NewTokens, StoredTokens } from '../storage/index.ts';
import { foreseeEnd, type GrantTerms } from './grant-end.ts';

/** How long a token counts as renewed that was over when it came: asking faster would bring the same again. */
export const deadOnArrivalSeconds = 60;

/**
 * When to renew a token in the background, in seconds from now: at 80 % of its life or five minutes before its end, whichever comes
 * first, but not before half of it. Where a grant dies when it is left unused, after a third of that time at the latest, though nothing asks
 * for a token. Less up to a tenth by {@link GrantTerms.jitter}. A token that was over when it came is renewed once a minute.
 * @param idleSeconds absent: the grant may be left unused for as long as one likes.
 * @returns undefined when nothing is to be planned: neither lifetime nor idle limit.
 */
export function refreshInSeconds(
  lifetimeSeconds: number | undefined,
  idleSeconds: number | undefined,
  jitter: number,
): number | undefined {
  if (lifetimeSeconds !== undefined && lifetimeSeconds < 1) return deadOnArrivalSeconds;
  const life = lifetimeSeconds ?? Infinity;
  const planned = Math.min(Math.max(Math.min(life * 0.8, life - 300), life * 0.5), (idleSeconds ?? Infinity) / 3);
  return planned === Infinity ? undefined : Math.max(planned * (1 - 0.1 * jitter), 5);
}

const longestRetrySeconds = 3600;

/**
 * How long to wait after the n-th failure in a row, in seconds: 15 s doubling to one hour, half of it random; longer if the provider said so.
 */
export function retryInSeconds(
  failures: number,
  retryAfterSeconds: number | undefined,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(15 * 2 ** failures, longestRetrySeconds);
  return Math.max(ceiling * (0.5 + 0.5 * random()), longestWait(retryAfterSeconds));
}

/** What a provider asks for with `Retry-After`, in seconds; an hour at most, and zero when it does not ask. */
export function longestWait(retryAfterSeconds: number | undefined): number {
  return Math.min(retryAfterSeconds ?? 0, longestRetrySeconds);
}

/** What is kept of the tokens before, or of the sign-in, when a new answer does not bring it. */
export interface KeptTokens
  extends Pick<StoredTokens, 'context'>, Partial<Pick<StoredTokens, 'refreshToken' | 'extras' | 'accountId'>> {
  /** The grant is renewed with the saved fields, so it takes no refresh token. */
  readonly fromFields: boolean;
}

/** A token answer as it is stored: what a refresh does not bring anew, a refresh token above all, stays as it was. */
export function newTokens(set: TokenSet, kept: KeptTokens, terms: GrantTerms): NewTokens {
  const refreshToken = set.refreshToken ?? kept.refreshToken;
  const accountId = set.accountId ?? kept.accountId;
  const isRenewable = kept.fromFields || refreshToken !== undefined;
  const idleSeconds = kept.fromFields ? undefined : terms.idleSeconds;
  const refresh = isRenewable ? refreshInSeconds(set.expiresInSeconds, idleSeconds, terms.jitter) : undefined;
  return {
    tokens: {
      accessToken: set.accessToken,
      tokenType: set.tokenType,
      ...(set.oauth1Key === undefined ? {} : { oauth1Key: set.oauth1Key }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
      extras: { ...kept.extras, ...set.extras },
      context: kept.context,
      ...(set.dpopKey === undefined ? {} : { dpopKey: set.dpopKey }),
      ...(accountId === undefined ? {} : { accountId }),
    },
    ...(set.expiresInSeconds === undefined ? {} : { expiresInSeconds: set.expiresInSeconds }),
    ...(refresh === undefined ? {} : { refreshInSeconds: refresh }),
    turnsKey: terms.turnsKey,
    end: endOf(set, kept, refreshToken, terms),
  };
}

/** Fields that renew a grant do not end; without a refresh token it ends with its access token. */
function endOf(set: TokenSet, kept: KeptTokens, refreshToken: string | undefined, terms: GrantTerms): GrantEnd {
  if (kept.fromFields) return {};
  if (refreshToken === undefined) return foreseeEnd(set.expiresInSeconds, terms);
  // Zero is how some providers write "never".
  const told = set.refreshTokenExpiresInSeconds || terms.idleSeconds;
  if (told === undefined && refreshToken === kept.refreshToken) return 'unchanged';
  return foreseeEnd(told, terms);
}
