import type { RevocationResult } from '../contract/index.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { endGrant, type EndedGrant } from './end-grant.ts';
import type { FoundConnection } from './find-connection.ts';
import { recordChange } from './record-change.ts';
import { revokeTokens } from './revoke-tokens.ts';

/**
 * DISCONNECT. One transaction: the generation moves, tokens and saved secrets leave the database, what can be revoked is queued; once it
 * has returned, nothing of an older generation can come back. Then the provider is asked once, so that the customer can be told; if it
 * does not confirm, the background keeps trying. Values that are no secrets (a subdomain) stay, to make connecting again easy.
 * Calling it twice is as good as once.
 */
export async function disconnect(deps: Dependencies, found: FoundConnection, actor: Actor): Promise<RevocationResult> {
  const ended = await deps.storage.transaction(async (tx): Promise<EndedGrant> => {
    const record = await tx.connections.lock(found.record.customerId, found.record.id);
    if (!record) throw new DomainError('not_found');
    const owner = { customerId: record.customerId, connectionId: record.id };
    const grant = await endGrant(tx, { ...found, record });
    const stored = (await tx.values.describe(record.customerId, [record.id])).get(record.id) ?? [];
    const isKeyBased = found.configVar.definition.connect === 'fields';
    const removed = stored.filter((value) => isKeyBased || value.plain === undefined).map((value) => value.inputKey);
    if (grant.kind === 'nothing_to_revoke' && removed.length === 0 && record.status === 'not_configured') return grant;

    await tx.values.remove(owner, removed);
    await recordChange(tx, record, {
      code: 'disconnected',
      actor,
      status: { status: 'not_configured' },
      facts: {
        generation: record.generation + 1,
        revision: record.revision + 1,
        warning: null,
        connectedAt: null,
        accountLabel: null,
        requestedScopes: null,
        grantedScopes: null,
      },
    });
    if (grant.kind === 'unsupported') await recordChange(tx, record, { code: 'revocation_unsupported', actor });
    return grant;
  });
  return revokeAtOnce(deps, ended);
}

/** Asks the provider once about a grant that was ended here, so that the customer can be told; the background goes on from there. */
export async function revokeAtOnce(deps: Dependencies, ended: EndedGrant): Promise<RevocationResult> {
  if (ended.kind !== 'queued') return ended.kind;
  try {
    return await revokeTokens(deps, ended.revocation);
  } catch (error) {
    // Disconnected it is, whatever happens here; the background takes the revocation over.
    deps.log.error(
      { connectionId: ended.revocation.connectionId, revocationId: ended.revocation.id, error },
      'a revocation was interrupted',
    );
    return 'pending';
  }
}
