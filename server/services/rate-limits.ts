import { hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';

/** How often something may be asked for in a minute. */
export interface RateLimits {
  /** Sessions that one API key opens: as many as pages with the tag are looked at. */
  readonly sessions: number;
  /** Links to the hosted page that one API key makes. */
  readonly connectLinks: number;
  /** Sign-ins that one user begins. */
  readonly connects: number;
  /** Sign-ins that all users of one customer begin. */
  readonly customerConnects: number;
  /** Forms that one user saves; changes of one connection that the vendor's backend saves. */
  readonly saves: number;
  /** Tests of one connection, whoever asks for them. */
  readonly tests: number;
  /** Callbacks from one address. */
  readonly callbacks: number;
}

/** What may be asked for where nothing else is set. */
export const defaultRateLimits: RateLimits = {
  sessions: 600,
  connectLinks: 600,
  connects: 10,
  customerConnects: 60,
  saves: 30,
  tests: 6,
  callbacks: 30,
};

/**
 * Counts a request, over all servers. What is refused is not counted, so that asking on does not keep anybody out for longer.
 * @param whose what the limit is of: ids, a key, an address. Only a hash of it is stored.
 * @throws DomainError `too_many_requests` with the seconds until there is room.
 */
export async function countRequest(
  { storage, rateLimits, metrics }: Pick<Dependencies, 'storage' | 'rateLimits' | 'metrics'>,
  limit: keyof RateLimits,
  ...whose: readonly string[]
): Promise<void> {
  const wait = await storage.rateLimits.count(hashToken(JSON.stringify([limit, ...whose])), rateLimits[limit], 60);
  if (wait === undefined) return;
  metrics.requestLimited(limit);
  throw new DomainError('too_many_requests', { retryAfterSeconds: Math.max(wait, 1) });
}
