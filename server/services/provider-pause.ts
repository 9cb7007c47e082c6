import type { ResolvedOAuth } from '../definitions/index.ts';
import { ProviderError } from '../oauth/index.ts';
import { hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';

/** How long a client waits whose provider said "too many" without saying until when, in seconds. */
const unstatedPauseSeconds = 15;
const maxPauseSeconds = 3600;

/** Seconds for which this client is not to ask its token endpoint for renewals; 0 when it may. */
export function pausedSeconds(deps: Dependencies, client: ResolvedOAuth): Promise<number> {
  return deps.storage.providerClients.pausedSeconds(keyOf(client));
}

/**
 * Makes every connection of a client wait, on every server, when the provider has said that the client asks too often: the limit is the
 * client's, and each connection finding out by itself would be one more request over it. Other failures change nothing.
 * @see RFC 6585 section 4; RFC 9110 section 10.2.3
 */
export async function pauseWhenRateLimited(deps: Dependencies, client: ResolvedOAuth, error: unknown): Promise<void> {
  if (!(error instanceof ProviderError) || error.code !== 'rate_limited') return;
  const seconds = Math.min(error.details.retryAfterSeconds ?? unstatedPauseSeconds, maxPauseSeconds);
  await deps.storage.providerClients.pause(keyOf(client), seconds);
}

function keyOf({ clientId, refreshUrl }: ResolvedOAuth): Buffer {
  return hashToken(JSON.stringify([clientId, refreshUrl]));
}
