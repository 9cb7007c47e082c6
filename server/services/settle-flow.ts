import type { ErrorCode } from '../contract/index.ts';
import type { ResolvedOAuth } from '../definitions/index.ts';
import type { FinishedAuthorization } from '../oauth/index.ts';
import type { FlowRecord, FlowSecrets } from '../storage/index.ts';
import { findOfFlow } from './bind-flow.ts';
import { onBehalfOf, type Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { exchangeState } from './exchange-state.ts';
import { describeFailure, failFlow } from './fail-flow.ts';
import type { FoundConnection } from './find-connection.ts';
import { resolveClient } from './resolve-client.ts';
import { NotStoredYetError } from './safekeeping.ts';
import { storeGrant } from './store-grant.ts';

/** How a flow stands after its tokens were asked for. `code`: why it failed; absent when they are stored. */
export type Settlement =
  { readonly kind: 'waiting' } | { readonly kind: 'ended'; readonly found?: FoundConnection; readonly code?: ErrorCode };

/**
 * From a flow whose turn it is to a stored token or a failed flow, however the tokens are had. The session, the connection and its
 * settings must still be those that the flow began with.
 * @param obtain asks the provider; undefined when it has nothing to give yet.
 * @param requestId is kept beside a failure.
 */
export async function settleFlow(
  unbound: Dependencies,
  flow: FlowRecord,
  obtain: (client: ResolvedOAuth, secrets: FlowSecrets) => Promise<FinishedAuthorization | undefined>,
  requestId?: string,
): Promise<Settlement> {
  const deps = onBehalfOf(unbound, flow);
  let found: FoundConnection | undefined;
  let client: ResolvedOAuth | undefined;
  // The answer is here already, and waits for the database.
  if (deps.safekeeping.holds(flow.id)) return { kind: 'waiting' };
  try {
    const stored = await findOfFlow(deps, flow);
    found = stored;
    if (!flow.isSessionAlive) throw new DomainError('session_revoked');
    client = await resolveClient(deps, stored, await stored.readSaved());
    if (client.fingerprint !== flow.fingerprint) throw new DomainError('definition_changed');
    const grant = await obtain(client, await flow.readSecrets());
    if (!grant) return { kind: 'waiting' };
    const { customerId, connectionId } = flow;
    const actor = { name: `user:${flow.userId}` };
    const refusal = await storeGrant(deps, found, { kind: 'grant', customerId, connectionId, client, grant, actor, flow });
    return { kind: 'ended', found, ...(refusal === undefined ? {} : { code: refusal }) };
  } catch (error) {
    // The flow goes on: it ends when the tokens are stored.
    if (error instanceof NotStoredYetError) throw error;
    const failure = describeFailure(error, client);
    // What is ours to mend fails the flow too: the person who waits for it must not wait for an answer that never comes.
    await failFlow(deps, flow, [exchangeState(flow)], found, failure ?? { code: 'internal_error' }, requestId);
    if (!failure) throw error;
    return { kind: 'ended', code: failure.code, ...(found ? { found } : {}) };
  }
}
