import type { FlowStatus } from '#contract';
import type { ConnectionClient } from '../api/client.ts';
import type { RedirectReturn } from '../popup/redirect-return.ts';

/** The second half of a redirect: this page and session ask the server to complete what they began. */
export function completeRedirect(client: ConnectionClient, redirect: RedirectReturn, signal: AbortSignal): Promise<FlowStatus> {
  const { flowId, startSecret, completion } = redirect;
  return completion === undefined
    ? client.flow(flowId, signal)
    : client.finalizeFlow(flowId, { startSecret, completion }, signal);
}

/** How a flow stands whose window was opened before this page, or the tag in it, was loaded again. */
export async function findRecalled(client: ConnectionClient, flowId: string, signal: AbortSignal): Promise<FlowStatus> {
  const status = await client.flow(flowId, signal);
  // Its window waits for an answer that only the page before this one could give.
  return status.state === 'created' ? client.cancelFlow(flowId) : status;
}
