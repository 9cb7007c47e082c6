import type { FinalizeRequest, FlowStatus } from '../contract/index.ts';
import type { FlowRecord } from '../storage/index.ts';
import { hashToken } from '../vault/index.ts';
import { failureFacts } from './advise.ts';
import { findOfFlow } from './bind-flow.ts';
import { finishFlow } from './complete-connect.ts';
import { pollDeviceIfDue } from './connect-device.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { requirePermission, type TagSession } from './find-connection.ts';
import { readConnection } from './present-connection.ts';
import { recordChange } from './record-change.ts';

const ended = new Set<FlowRecord['state']>(['succeeded', 'failed', 'cancelled', 'expired']);

/** A flow of the customer and the user of a session; anybody else's is like an unknown one. */
async function findFlow(deps: Dependencies, session: TagSession, flowId: string): Promise<FlowRecord> {
  requirePermission(session, 'connect');
  const flow = await deps.storage.flows.findOf(session.customerId, session.userId, flowId);
  if (!flow) throw new DomainError('not_found');
  return flow;
}

/**
 * Where a flow stands: the only truth about a CONNECT, whatever windows and messages say. Of a device flow the third party is asked first
 * when that is due, so that it also goes on where no background work runs.
 * @throws DomainError `not_found` for another customer's or user's flow.
 */
export async function readFlow(deps: Dependencies, session: TagSession, flowId: string): Promise<FlowStatus> {
  const flow = await findFlow(deps, session, flowId);
  if (flow.mode !== 'device' || flow.state !== 'authorizing') return present(deps, session, flow);
  await pollDeviceIfDue(deps, flow);
  return present(deps, session, await findFlow(deps, session, flowId));
}

async function present(deps: Dependencies, session: TagSession, flow: FlowRecord): Promise<FlowStatus> {
  const code = flow.state === 'expired' ? 'flow_expired' : flow.state === 'cancelled' ? 'flow_cancelled' : flow.code;
  const status: FlowStatus = { id: flow.id, state: flow.state, ...(code === null ? {} : { code }) };
  if (!ended.has(flow.state)) return status;
  const found = await findOfFlow(deps, flow);
  const connection = await readConnection(deps, found, session);
  // Given up before the third party was reached: there is nothing to check.
  const isTold = code !== null && (flow.state === 'failed' || flow.reachedProvider);
  return {
    ...status,
    ...(isTold ? failureFacts(deps, found, session.role, { code, details: flow.details, at: new Date() }) : {}),
    connection,
  };
}

/** Cancels a flow that is not being exchanged yet; a callback that comes later is refused. */
export async function cancelFlow(deps: Dependencies, session: TagSession, flowId: string, actor: Actor): Promise<FlowStatus> {
  const flow = await findFlow(deps, session, flowId);
  await deps.storage.transaction(async (tx) => {
    const cancelled = await tx.flows.end(flow.id, ['created', 'authorizing', 'parked'], {
      state: 'cancelled',
      code: 'flow_cancelled',
    });
    const record = cancelled ? await tx.connections.find(flow.customerId, flow.connectionId) : undefined;
    if (record && flow.state !== 'created') await recordChange(tx, record, { code: 'sign_in_cancelled', actor });
  });
  return readFlow(deps, session, flowId);
}

/**
 * Redirect mode's last step, by the page and the user that began the flow: only now is the parked code exchanged. Somebody who was sent
 * a link can bring a callback back, but has neither the starter's session nor the secret in that page's storage.
 * @throws DomainError `not_found`, `subject_mismatch`, `flow_not_bound`.
 */
export async function finalizeFlow(
  deps: Dependencies,
  session: TagSession,
  flowId: string,
  request: FinalizeRequest,
  requestId?: string,
): Promise<FlowStatus> {
  requirePermission(session, 'connect');
  const flow = await deps.storage.flows.find(flowId);
  if (!flow || flow.customerId !== session.customerId) throw new DomainError('not_found');
  if (flow.userId !== session.userId) throw new DomainError('subject_mismatch');
  const claimed = await deps.storage.flows.claimParked(flow, hashToken(request.startSecret), hashToken(request.completion));
  if (!claimed) throw new DomainError('flow_not_bound');
  const { parkedQuery } = await flow.readSecrets();
  await finishFlow(deps, flow, new URLSearchParams(parkedQuery ?? ''), requestId);
  return readFlow(deps, session, flowId);
}
