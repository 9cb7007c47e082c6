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

/** A limit, and whose: ids, a key, an address. Only a hash of it is stored. */
export type LimitOf = readonly [limit: keyof RateLimits, ...whose: string[]];

/**
 * Counts a request, over all servers. What is refused is not counted under the limit that refuses it nor under those named after it, so
 * that asking on does not keep anybody out for longer.
 * @throws DomainError `too_many_requests` with the seconds until there is room.
 */
export async function countRequest(
  { storage, rateLimits, metrics }: Pick<Dependencies, 'storage' | 'rateLimits' | 'metrics'>,
  ...limits: readonly LimitOf[]
): Promise<void> {
  const counted = limits.map((limit) => ({ key: hashToken(JSON.stringify(limit)), count: rateLimits[limit[0]], seconds: 60 }));
  const refused = await storage.rateLimits.count(counted);
  if (refused === undefined) return;
  const [name] = limits[refused.index] ?? [];
  if (name !== undefined) metrics.requestLimited(name);
  throw new DomainError('too_many_requests', { retryAfterSeconds: Math.max(refused.inSeconds, 1) });
}
