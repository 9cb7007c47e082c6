import type { ConnectionRecord, CredentialRecord, NewTokens, Storage, StoredTokens } from '../storage/index.ts';
import { systemActor, type Dependencies, type RevocationTicket } from './dependencies.ts';
import { revocationTicket } from './end-grant.ts';
import type { FoundConnection } from './find-connection.ts';
import { termsOf } from './grant-end.ts';
import { aged, type ReceivedRenewal, type StoreTry } from './received-tokens.ts';
import { recordFinding } from './record-change.ts';
import { newTokens } from './refresh-schedule.ts';

/** Stores the answer to a renewal, once: run again after a lost answer of the database, it finds its own version there and adds nothing. */
export async function storeRefreshed(
  deps: Dependencies,
  { record, configVar }: FoundConnection,
  received: ReceivedRenewal,
  { ageSeconds }: Pick<StoreTry, 'ageSeconds'>,
): Promise<void> {
  const { customerId, connectionId, lease } = received;
  const tokens = newTokens(
    aged(received.set, ageSeconds),
    received.keptTokens,
    termsOf(deps, connectionId, received.client, lease.credential),
  );
  const credential = { customerId, connectionId, ...lease.credential };
  const outcome = await deps.storage.credentials.storeRefreshed({ ...lease, credential }, tokens);
  deps.metrics.refreshFinished(configVar.definition.key, outcome === 'superseded' ? 'superseded' : 'refreshed');
  if (outcome === 'superseded') return seeToLatePair(deps, received, tokens);
  await recordScopes(deps, record, received.set.scopes);
  // A renewal that works is the rule and says nothing new; only the end of a row of failures is worth a line.
  if (record.warning === null && lease.credential.failures === 0) return;
  await recordFinding(deps, record, () => ({ code: 'recovered', actor: systemActor, facts: { warning: null } }));
}

/** A provider may take scopes away, or give more, from one renewal to the next; an answer that names none has changed none. */
async function recordScopes(deps: Dependencies, record: ConnectionRecord, scopes: readonly string[] | undefined): Promise<void> {
  const before = record.grantedScopes ?? record.requestedScopes ?? [];
  const areIn = (one: readonly string[], other: readonly string[]) => one.every((scope) => other.includes(scope));
  if (scopes === undefined || (areIn(scopes, before) && areIn(before, scopes))) return;
  const details = { grantedScopes: scopes.join(' ') };
  await recordFinding(deps, record, () => ({
    code: 'scopes_changed',
    actor: systemActor,
    details,
    facts: { grantedScopes: [...scopes] },
  }));
}

/**
 * What to do with a pair that came too late to be stored. DISCONNECT or a new sign-in ended the grant: the pair is queued for revocation. A
 * newer version of the same grant is there: never revoke, since that would end the grant for both (RFC 7009 section 2.1). The provider
 * answered two requests with one refresh token, and nobody knows which of the answers it will go on with: ours is kept as the spare.
 */
async function seeToLatePair(
  deps: Dependencies,
  { customerId, connectionId, client, lease: { credential } }: ReceivedRenewal,
  { tokens }: NewTokens,
): Promise<void> {
  const { generation, version } = credential;
  await deps.storage.transaction(async (tx) => {
    const current = await tx.connections.lock(customerId, connectionId);
    if (!current) return;
    if (current.generation !== generation) {
      const ticket = revocationTicket(client, tokens);
      if (ticket) await tx.revocations.enqueue({ customerId, connectionId, generation }, ticket, 0);
      return;
    }
    const stored = await tx.credentials.lock(customerId, connectionId);
    // What stands further ahead has been renewed with the other answer since, so that one was good.
    if (stored?.version === version + 1) await keepAsSpare(tx, stored, tokens);
  });
}

/** Many providers give everybody who asks in time the same successor: that is no spare. */
async function keepAsSpare(tx: Storage<RevocationTicket>, stored: CredentialRecord, tokens: StoredTokens): Promise<void> {
  if (tokens.refreshToken === undefined) return;
  const winner = await tx.credentials.readTokensForUse(stored);
  if (winner?.refreshToken !== tokens.refreshToken) await tx.credentials.keepSpare(stored, tokens);
}
