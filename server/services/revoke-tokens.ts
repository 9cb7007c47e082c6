import type { RevocationResult } from '../contract/index.ts';
import { isRenewedFromFields } from '../definitions/index.ts';
import { deleteRegistration, ProviderError, revokeToken } from '../oauth/index.ts';
import type { RevocationRecord } from '../storage/index.ts';
import { VaultError } from '../vault/index.ts';
import {
  systemActor,
  type Dependencies,
  type RegistrationTicket,
  type RevocationTicket,
  type TokenTicket,
} from './dependencies.ts';
import { grantOwner } from './grant-owner.ts';
import { recordChange } from './record-change.ts';
import { retryInSeconds } from './refresh-schedule.ts';

/** How long a claimed revocation is left to its holder, in seconds: four calls at the egress deadline, two tokens and a spare pair. */
export const revocationHoldSeconds = 90;

/**
 * Tries one queued revocation: refresh token first, each token on its own, so that a refused one does not spare the other.
 * An answer that is not a confirmation means the token must be taken to be alive: it is tried again until the deadline, then shredded
 * and the customer is told.
 */
export async function revokeTokens(deps: Dependencies, revocation: RevocationRecord): Promise<RevocationResult> {
  const ticket = await openTicket(deps, revocation);
  if (ticket === 'unopenable') {
    await finish(deps, revocation, 'unconfirmed');
    return 'unconfirmed';
  }
  if (!ticket) return 'nothing_to_revoke';
  if (!('tokens' in ticket)) return endRegistration(deps, revocation, ticket);
  const spared = await findLiveGrant(deps, revocation, ticket);
  if (spared) {
    await deps.storage.revocations.end(revocation, 'unconfirmed');
    await record(deps, revocation, spared);
    return 'unconfirmed';
  }
  const failures: ProviderError[] = [];
  for (const { token, kind } of ticket.tokens) {
    try {
      await revokeToken({ client: ticket.client, dpopKey: ticket.dpopKey, token, kind }, deps.fetch);
      // Where one call ends the whole grant, the second token is dead already and asking again only earns an error.
      if (ticket.client.provider.revoke?.scope !== 'token') break;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      failures.push(error);
    }
  }
  const confirmed =
    failures.length < ticket.tokens.length && (failures.length === 0 || ticket.client.provider.revoke?.scope !== 'token');
  if ((confirmed || revocation.pastDeadline) && ticket.management) {
    // Best effort: what the customer was promised is the end of the tokens.
    await deleteRegistration(ticket.management, deps.fetch).catch((error: unknown) => {
      deps.log.warn({ revocationId: revocation.id, error }, 'a client could not be deleted at its server');
    });
  }
  if (confirmed) {
    await finish(deps, revocation, 'revoked');
    return 'revoked';
  }
  const [failure] = failures;
  if (revocation.pastDeadline) {
    await finish(deps, revocation, 'unconfirmed', failure);
    return 'unconfirmed';
  }
  const retryAfter = failures.map((failure) => failure.details.retryAfterSeconds ?? 0);
  await deps.storage.revocations.retry(revocation, retryInSeconds(revocation.attempts, Math.max(...retryAfter)));
  if (revocation.attempts === 0) await record(deps, revocation, 'revocation_queued', failure);
  return 'pending';
}

/** A client that holds no token: nobody waits for its end, so it leaves no line in the customer's log. */
async function endRegistration(
  deps: Dependencies,
  revocation: RevocationRecord,
  { management }: RegistrationTicket,
): Promise<RevocationResult> {
  try {
    await deleteRegistration(management, deps.fetch);
    await deps.storage.revocations.end(revocation, 'revoked');
    return 'revoked';
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (revocation.pastDeadline) await deps.storage.revocations.end(revocation, 'unconfirmed');
    else
      await deps.storage.revocations.retry(revocation, retryInSeconds(revocation.attempts, error.details.retryAfterSeconds ?? 0));
    return revocation.pastDeadline ? 'unconfirmed' : 'pending';
  }
}

async function openTicket(
  deps: Dependencies,
  revocation: RevocationRecord,
): Promise<RevocationTicket | 'unopenable' | undefined> {
  try {
    return await deps.storage.revocations.readTicketForUse(revocation);
  } catch (error) {
    if (error instanceof VaultError && error.code === 'decrypt_failed') return 'unopenable';
    throw error;
  }
}

/**
 * At a provider where one revocation ends everything the account granted: whether the customer has connected again meanwhile, or another
 * connection lives on the same account. What is live must survive.
 * @returns what the log says of it; undefined when nothing would be ended with it.
 */
async function findLiveGrant(
  deps: Dependencies,
  { customerId, connectionId }: RevocationRecord,
  { client, accountId }: TokenTicket,
): Promise<'revocation_skipped' | 'revocation_shared' | undefined> {
  if (client.provider.revoke?.scope === 'token') return undefined;
  if ((await deps.storage.credentials.find(customerId, connectionId)) !== undefined) return 'revocation_skipped';
  if (isRenewedFromFields(client.grant)) return undefined;
  const isShared = await deps.storage.siblings.hasLiveSibling({ customerId, connectionId }, grantOwner(client, accountId));
  return isShared ? 'revocation_shared' : undefined;
}

async function finish(
  deps: Dependencies,
  revocation: RevocationRecord,
  result: 'revoked' | 'unconfirmed',
  failure?: ProviderError,
): Promise<void> {
  await deps.storage.revocations.end(revocation, result);
  await record(deps, revocation, result === 'revoked' ? 'revoked' : 'revocation_unconfirmed', failure);
}

async function record(
  deps: Dependencies,
  { customerId, connectionId }: RevocationRecord,
  code: 'revoked' | 'revocation_unconfirmed' | 'revocation_queued' | 'revocation_skipped' | 'revocation_shared',
  failure?: ProviderError,
): Promise<void> {
  const details = failure && { ...failure.details, cause: failure.code };
  await deps.storage.transaction(async (tx) => {
    const connection = await tx.connections.find(customerId, connectionId);
    if (connection) return recordChange(tx, connection, { code, actor: systemActor, ...(details ? { details } : {}) });
    // The connection was deleted; what became of its tokens is still to be found in the audit trail.
    await tx.journal.appendAudit({ customerId, actor: systemActor.name, action: `connection.${code}`, target: connectionId });
  });
}
