import type { ResolvedOAuth } from '../definitions/index.ts';
import type { TokenSet } from '../oauth/index.ts';
import type { FlowRecord } from '../storage/index.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { revocationTicket } from './end-grant.ts';
import type { FoundConnection } from './find-connection.ts';
import { exchangeState } from './exchange-state.ts';
import { recordChange } from './record-change.ts';
import { newTokens } from './refresh-schedule.ts';

/** Tokens just received, and what the callback brought with them. */
export interface Grant {
  readonly tokens: TokenSet;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Stores a new grant as the next generation, in one transaction with the end of its flow. When the flow was superseded while the code
 * was being exchanged (disconnected, cancelled, settings changed), the tokens never reach the row: they are queued for revocation.
 * @param flow the flow that asked for it; absent when there was no sign-in.
 * @returns whether the grant was stored.
 */
export async function storeGrant(
  deps: Dependencies,
  { record: { id, customerId } }: FoundConnection,
  client: ResolvedOAuth,
  grant: Grant,
  actor: Actor,
  flow?: FlowRecord,
): Promise<boolean> {
  const stored = await deps.storage.transaction(async (tx) => {
    // Locked first: DISCONNECT and a rival sign-in wait here, so the flow's end and the new generation are seen together.
    const record = await tx.connections.lock(customerId, id);
    const wanted =
      record !== undefined &&
      (flow === undefined || (await tx.flows.end(flow.id, [exchangeState(flow)], { state: 'succeeded' })));
    if (!record || !wanted) {
      const ticket = revocationTicket(client, grant.tokens);
      // A deleted connection has no generation any more, and its tokens must be revoked all the same.
      const generation = record?.generation ?? 0;
      if (ticket) await tx.revocations.enqueue({ customerId, connectionId: id, generation }, ticket, 0);
      return false;
    }
    const owner = { customerId, connectionId: id };
    const generation = record.generation + 1;
    const previous = await tx.credentials.find(customerId, id);
    const rotation = client.provider.refresh.rotation;
    const refreshable = grant.tokens.refreshToken !== undefined;
    await tx.credentials.replace(
      owner,
      { generation, fingerprint: client.fingerprint, rotation, refreshable },
      newTokens(grant.tokens, { context: grant.context }),
    );
    await recordChange(tx, record, {
      code: previous ? 'reconnected' : 'connected',
      actor,
      status: { status: 'configured' },
      facts: {
        generation,
        warning: null,
        connectedAt: 'now',
        accountLabel: grant.tokens.accountLabel ?? null,
        requestedScopes: [...client.scopes],
        grantedScopes: grant.tokens.scopes === undefined ? null : [...grant.tokens.scopes],
      },
    });
    return true;
  });
  if (flow) deps.metrics.flowFinished(flow.definitionKey, stored ? 'connected' : 'flow_superseded');
  return stored;
}
