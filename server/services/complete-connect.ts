import { isErrorCode, type ErrorCode } from '../contract/index.ts';
import { finishAuthorization, readState } from '../oauth/index.ts';
import type { FlowRecord } from '../storage/index.ts';
import { generateToken, hashToken } from '../vault/index.ts';
import { findOfFlow } from './bind-flow.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { describeFailure, failFlow } from './fail-flow.ts';
import type { FoundConnection } from './find-connection.ts';
import { resolveClient } from './resolve-client.ts';
import { storeGrant } from './store-grant.ts';

/** How a callback ended, for the page the browser is sent to. */
export type CallbackOutcome =
  /** No flow of this browser: nothing is told but how to go on. */
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  /** Redirect mode: back to the page that began it, which has to claim the code with `completion`. */
  | { readonly kind: 'parked'; readonly flow: FlowRecord; readonly completion: string }
  | { readonly kind: 'ended'; readonly flow: FlowRecord; readonly found?: FoundConnection; readonly code?: ErrorCode };

/**
 * Finishes one CONNECT at the callback: step 3 of 3. The flow is consumed in one statement, by the right browser and once; only then is
 * the code exchanged, and the tokens are stored for the next generation or, when the connection has moved on meanwhile, revoked.
 * @param browserToken the binding cookie; undefined when the browser sent none.
 */
export async function completeConnect(
  deps: Dependencies,
  definitionKey: string,
  query: URLSearchParams,
  browserToken: string | undefined,
): Promise<CallbackOutcome> {
  const state = readState(query);
  // One answer for a missing, an unknown and a foreign state, so that none of them tells anything.
  if (state === undefined || browserToken === undefined) return { kind: 'refused', code: 'flow_not_bound' };
  const key = { stateHash: hashToken(state), browserHash: hashToken(browserToken), definitionKey };
  const flow = await deps.storage.flows.consume(key);
  if (!flow) return refusal(await deps.storage.flows.explain(key.stateHash, key.browserHash));

  if (flow.mode === 'redirect') {
    const completion = generateToken('fcs');
    const secrets = await deps.storage.flows.readSecrets(flow);
    await deps.storage.flows.park(flow, hashToken(completion), { ...secrets, parkedQuery: query.toString() });
    return { kind: 'parked', flow, completion };
  }
  return finishFlow(deps, flow, query);
}

function refusal(flow: FlowRecord | undefined): CallbackOutcome {
  const codes: Partial<Record<FlowRecord['state'], ErrorCode>> = {
    succeeded: 'flow_completed',
    exchanging: 'flow_completed',
    parked: 'flow_completed',
    expired: 'flow_expired',
    cancelled: 'flow_cancelled',
  };
  if (flow?.state === 'failed' && isErrorCode(flow.code)) return { kind: 'refused', code: flow.code };
  return { kind: 'refused', code: (flow && codes[flow.state]) ?? 'flow_not_bound' };
}

/** From a consumed flow to a stored token or a failed flow; shared by the callback and by redirect mode's finalize. */
export async function finishFlow(deps: Dependencies, flow: FlowRecord, query: URLSearchParams): Promise<CallbackOutcome> {
  let found: FoundConnection | undefined;
  try {
    found = await findOfFlow(deps, flow);
    if (!(await deps.storage.sessions.isAlive(flow.sessionId))) throw new DomainError('session_revoked');
    const client = await resolveClient(deps, found);
    if (client.fingerprint !== flow.fingerprint) throw new DomainError('definition_changed');
    const secrets = await deps.storage.flows.readSecrets(flow);
    const grant = await finishAuthorization(client, { query, redirectUri: flow.redirectUri, secrets }, deps.fetch);
    const stored = await storeGrant(deps, found, client, grant, { name: `user:${flow.userId}` }, flow);
    return stored ? { kind: 'ended', flow, found } : { kind: 'ended', flow, found, code: 'flow_superseded' };
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) {
      // Ours to mend, but the person at the window must not wait for an answer that never comes.
      await failFlow(deps, flow, ['exchanging'], found, { code: 'internal_error' });
      throw error;
    }
    await failFlow(deps, flow, ['exchanging'], found, failure);
    return { kind: 'ended', flow, code: failure.code, ...(found ? { found } : {}) };
  }
}
