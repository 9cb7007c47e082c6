import type { ErrorCode, FlowState } from '../contract/index.ts';
import { ProviderError } from '../oauth/index.ts';
import type { ResolvedOAuth } from '../definitions/index.ts';
import type { Details, FlowRecord } from '../storage/index.ts';
import { VaultError } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import type { FoundConnection } from './find-connection.ts';
import { recordChange } from './record-change.ts';
import { ownerOf } from './registration.ts';

/** Why something failed, as a customer may be told. */
export interface Failure {
  readonly code: ErrorCode;
  readonly details?: Details;
}

/**
 * A failure a customer can be told of; undefined for anything else, which is a fault of ours and goes on as it is.
 * @param client whose scopes are kept beside a refusal of them.
 */
export function describeFailure(error: unknown, client?: Pick<ResolvedOAuth, 'scopes'>): Failure | undefined {
  if (error instanceof DomainError || error instanceof VaultError) return { code: error.code };
  if (!(error instanceof ProviderError)) return undefined;
  const { code, details } = error;
  const isAboutScopes = code === 'invalid_scope' && client !== undefined && client.scopes.length > 0;
  return { code, details: { ...details, ...(isAboutScopes ? { requestedScopes: client.scopes.join(' ') } : {}) } };
}

/** Ends a flow that is in one of `from` as failed. The connection and its earlier credential stay as they are. */
export async function failFlow(
  deps: Dependencies,
  flow: FlowRecord,
  from: readonly FlowState[],
  found: FoundConnection | undefined,
  failure: Failure,
  requestId?: string,
): Promise<void> {
  deps.metrics.flowFinished(flow.definitionKey, failure.code);
  await deps.storage.transaction(async (tx) => {
    const ended = await tx.flows.end(flow.id, from, { state: 'failed', ...failure });
    // The server does not know us there any more: the next CONNECT registers anew.
    if (found && failure.code === 'invalid_client') await tx.registrations.remove(ownerOf(found.record));
    const actor = { name: `user:${flow.userId}`, ...(requestId === undefined ? {} : { requestId }) };
    if (ended && found) await recordChange(tx, found.record, { ...failure, actor });
  });
}
