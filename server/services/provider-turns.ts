import { setTimeout as pause } from 'node:timers/promises';
import type { ResolvedOAuth } from '../definitions/index.ts';
import { ProviderError } from '../oauth/index.ts';
import { hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';

/** How long a client waits whose provider said "too many" without saying until when, in seconds. */
const unstatedPauseSeconds = 15;
const maxPauseSeconds = 3600;
/** How long a person who signs in is kept waiting for a turn; the code they brought lives longer. */
const signInPatienceSeconds = 15;

/** What a call to a token endpoint is for. Each has turns of its own, so that a storm of renewals keeps nobody from signing in. */
type Purpose = 'renewal' | 'sign_in';

/** A clock of which no turns are taken, so that it tells the end of a pause from turns that others have. */
const pauseClock = 'pause';

/** How the wait for a turn ended. `busy`: none was taken, and the client is free again in so many seconds. */
export type ProviderTurn =
  { readonly kind: 'now' } | { readonly kind: 'waited' } | { readonly kind: 'busy'; readonly inSeconds: number };

/**
 * Waits for a client's turn at its token endpoint: the servers together send it no more than so many calls a second, and none while the
 * provider has asked them to wait: it is looked for again once the turn has come.
 * @param patienceSeconds how long to wait at most. A turn that would come later is not taken.
 */
export async function awaitTurn(
  { storage, clientCallsPerSecond }: Dependencies,
  client: ResolvedOAuth,
  purpose: Purpose,
  patienceSeconds: number,
): Promise<ProviderTurn> {
  const turn = await storage.providerClients.takeTurn(turnsKeyOf(client, purpose), 1 / clientCallsPerSecond, patienceSeconds);
  if (!turn.isTaken) return { kind: 'busy', inSeconds: Math.max(turn.inSeconds, 1) };
  if (turn.inSeconds <= 0) return { kind: 'now' };
  await pause(turn.inSeconds * 1000);
  // The turn was given out before the provider asked to wait, as many others were.
  const pausedSeconds = purpose === 'renewal' ? await storage.providerClients.freeIn(turnsKeyOf(client, pauseClock)) : 0;
  return pausedSeconds > 0 ? { kind: 'busy', inSeconds: Math.max(pausedSeconds, 1) } : { kind: 'waited' };
}

/**
 * The same for a sign-in, which cannot be taken up again later.
 * @throws DomainError `rate_limited` when too many others are before it.
 */
export async function awaitSignInTurn(deps: Dependencies, client: ResolvedOAuth): Promise<void> {
  const turn = await awaitTurn(deps, client, 'sign_in', signInPatienceSeconds);
  if (turn.kind === 'busy') throw new DomainError('rate_limited', { retryAfterSeconds: turn.inSeconds });
}

/**
 * Makes every connection of a client wait, on every server, when the provider has said that the client asks too often: the limit is the
 * client's, and each connection finding out by itself would be one more request over it. Other failures change nothing.
 * @see RFC 6585 section 4; RFC 9110 section 10.2.3
 */
export async function pauseWhenRateLimited(deps: Dependencies, client: ResolvedOAuth, error: unknown): Promise<void> {
  if (!(error instanceof ProviderError) || error.code !== 'rate_limited') return;
  const seconds = Math.min(error.details.retryAfterSeconds ?? unstatedPauseSeconds, maxPauseSeconds);
  await deps.storage.providerClients.pause([turnsKeyOf(client), turnsKeyOf(client, pauseClock)], seconds);
}

/** What the servers know an OAuth client by: a hash, so that it says nothing about whose client it is. */
export function turnsKeyOf(
  { clientId, refreshUrl }: Pick<ResolvedOAuth, 'clientId' | 'refreshUrl'>,
  purpose: Purpose | typeof pauseClock = 'renewal',
): Buffer {
  return hashToken(JSON.stringify([clientId, refreshUrl, purpose]));
}
