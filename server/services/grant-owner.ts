import type { ResolvedOAuth } from '../definitions/index.ts';
import type { GrantOwner } from '../storage/index.ts';
import { hashToken } from '../vault/index.ts';

/** Whose grant it is, so that connections which share one are known to each other. Hashes, which say neither client nor account. */
export function grantOwner({ clientId, tokenUrl }: ResolvedOAuth, accountId: string | undefined): GrantOwner {
  const keyOf = (...parts: readonly string[]) => hashToken(JSON.stringify([clientId, tokenUrl, ...parts])).toString('hex');
  return { clientKey: keyOf(), ...(accountId === undefined ? {} : { accountKey: keyOf(accountId) }) };
}
