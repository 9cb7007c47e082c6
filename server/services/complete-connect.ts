import { isErrorCode, type ErrorCode } from '../contract/index.ts';
import { finishAuthorization, readState } from '../oauth/index.ts';
import type { CallbackKey, FlowRecord } from '../storage/index.ts';
import { generateToken, hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';
import type { FoundConnection } from './find-connection.ts';
import { readPostedHandle } from './posted-callback.ts';
import { awaitSignInTurn } from './provider-turns.ts';
import { settleFlow } from './settle-flow.ts';

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
 * @param requestId is kept beside a failure.
 */
export async function completeConnect(
  deps: Dependencies,
  definitionKey: string,
  query: URLSearchParams,
  browserToken: string | undefined,
  requestId?: string,
): Promise<CallbackOutcome> {
  const key = callbackKey(query);
  // One answer for a missing, an unknown and a foreign state, so that none of them tells anything.
  if (key === undefined || browserToken === undefined) return { kind: 'refused', code: 'flow_not_bound' };
  const browserHash = hashToken(browserToken);
  const flow = await deps.storage.flows.consume(key, browserHash, definitionKey);
  if (!flow) return refusal(await deps.storage.flows.explain(key, browserHash));

  // Nothing of what is sealed is wanted before the exchange, which reads it.
  if (flow.mode !== 'redirect' && !('postedHash' in key)) return finishFlow(deps, flow, query, requestId);
  const { postedQuery, ...secrets } = await flow.readSecrets();
  const answer = 'postedHash' in key ? new URLSearchParams(postedQuery) : query;
  if (flow.mode === 'redirect') {
    const completion = generateToken('fcs');
    await deps.storage.flows.park(flow, hashToken(completion), { ...secrets, parkedQuery: answer.toString() });
    return { kind: 'parked', flow, completion };
  }
  return finishFlow(deps, flow, answer, requestId);
}

function callbackKey(query: URLSearchParams): CallbackKey | undefined {
  const posted = readPostedHandle(query);
  if (posted !== undefined) return { postedHash: hashToken(posted) };
  const state = readState(query);
  return state === undefined ? undefined : { stateHash: hashToken(state) };
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

/** Trades what the callback brought for tokens; shared by the callback and by redirect mode's finalize. */
export async function finishFlow(
  deps: Dependencies,
  flow: FlowRecord,
  query: URLSearchParams,
  requestId?: string,
): Promise<Extract<CallbackOutcome, { kind: 'ended' }>> {
  const { redirectUri } = flow;
  const settled = await settleFlow(
    deps,
    flow,
    async (client, secrets) => {
      await awaitSignInTurn(deps, client);
      return finishAuthorization(client, { query, redirectUri, secrets }, deps.fetch);
    },
    requestId,
  );
  if (settled.kind === 'waiting') throw new Error('a callback is traded for tokens or fails');
  return { ...settled, flow };
}
