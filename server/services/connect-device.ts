import type { DeviceFlow } from '../contract/index.ts';
import { createDpopKey, pollDeviceGrant, requestDeviceAuthorization } from '../oauth/index.ts';
import type { FlowRecord, Session } from '../storage/index.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { findForSession } from './find-connection.ts';
import { recordChange } from './record-change.ts';
import { recordingRefusal } from './recording-refusal.ts';
import { resolveClient } from './resolve-client.ts';
import { settleFlow } from './settle-flow.ts';

/** How long a claimed flow is left to its holder, in seconds: two calls at the egress deadline, and some. */
export const pollHoldSeconds = 60;
/** What "slow down" adds to the interval, for this question and all after it. @see RFC 8628 section 3.5 */
const slowDownSeconds = 5;

/**
 * CONNECT with a code: asks the third party for one and shows it. There is no window to bind, and nothing comes back through a browser:
 * the tokens are the answer to {@link pollDevice}, which only this server can ask.
 * @throws DomainError `not_found`, `forbidden`, `not_connectable`, `missing_fields`, or the third party's refusal in our codes; the
 * connection then is as it was, with a log line.
 */
export async function connectDevice(
  deps: Dependencies,
  session: Session,
  connectionId: string,
  pageOrigin: string,
  actor: Actor,
): Promise<DeviceFlow> {
  const found = await findForSession(deps, session, connectionId, 'connect');
  const { record, configVar } = found;
  if (configVar.definition.connect !== 'device') throw new DomainError('not_connectable');
  const client = await resolveClient(deps, found);
  const { deviceCode, expiresInSeconds, intervalSeconds, ...shown } = await recordingRefusal(
    deps,
    found,
    { actor, role: session.role },
    () => requestDeviceAuthorization(client, deps.fetch),
  );
  const dpopKey = await createDpopKey(client);
  const flow = await deps.storage.transaction(async (tx) => {
    await recordChange(tx, record, { code: 'sign_in_started', actor });
    return tx.flows.createDevice({
      customerId: record.customerId,
      connectionId: record.id,
      generation: record.generation,
      sessionId: session.id,
      userId: session.userId,
      definitionKey: configVar.definition.callbackKey,
      fingerprint: client.fingerprint,
      redirectUri: '',
      pageOrigin,
      secrets: { deviceCode, ...(dpopKey === undefined ? {} : { dpopKey }) },
      pollSeconds: intervalSeconds,
      lifetimeSeconds: expiresInSeconds,
    });
  });
  return { id: flow.id, expiresInSeconds, ...shown };
}

/** Asks the third party about a device flow if it is due and nobody else is asking; else does nothing. */
export async function pollDeviceIfDue(deps: Dependencies, flow: FlowRecord): Promise<void> {
  if (await deps.storage.flows.claimPoll(flow, pollHoldSeconds)) await pollDevice(deps, flow);
}

/** Asks the third party once about a device flow that the caller has claimed, and stores the tokens, waits on, or ends the flow. */
export async function pollDevice(deps: Dependencies, flow: FlowRecord): Promise<void> {
  let slowerBySeconds = 0;
  const settled = await settleFlow(deps, flow, async (client, { deviceCode = '', dpopKey }) => {
    const poll = await pollDeviceGrant({ client, dpopKey, deviceCode }, deps.fetch);
    if (poll.kind === 'tokens') return { tokens: poll.tokens, context: {} };
    if (poll.slower) slowerBySeconds = slowDownSeconds;
    return undefined;
  });
  if (settled.kind === 'waiting') await deps.storage.flows.planPoll(flow, slowerBySeconds);
}
