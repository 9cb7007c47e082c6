import { defaultRateLimits, type RateLimits } from '../../server/services/rate-limits.ts';

/** For servers of tests that are not about limits, and ask for more in a minute than anybody else does. */
export const withoutLimits: RateLimits = {
  sessions: 100_000,
  connectLinks: 100_000,
  connects: 100_000,
  customerConnects: 100_000,
  saves: 100_000,
  tests: 100_000,
  callbacks: 100_000,
};

/** The same as the setting `RATE_LIMITS`. */
export const withoutLimitsSetting = Object.keys(defaultRateLimits)
  .map((name) => `${name}=100000`)
  .join(', ');
