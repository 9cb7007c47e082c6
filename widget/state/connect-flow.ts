import type { Connection, DeviceFlow, FailureFacts, FlowStatus } from '#contract';

/** How one CONNECT is carried out: in a window, in this tab, without any sign-in, or by a code to enter at the third party. */
export type ConnectFlowMode = 'popup' | 'redirect' | 'direct' | 'device';

/**
 * Why the person has to choose how to go on. `window`: the browser gave none. `silent`: there is one, but it cannot reach this page.
 * `frame`: as either of these, and in a frame there is no other way. `app`: an app's browser, where sign-ins are refused.
 */
export type Obstacle = 'window' | 'silent' | 'frame' | 'app';

/**
 * Where one CONNECT stands, as the person sees it. `idle`: nothing is under way; after a sign-in that was given up at the third party it
 * has what to check there.
 * `opening`: asked for, nothing confirmed. `authorizing`: the customer is at the third party. `entering`: they have a code to enter
 * there. `confirming`: the third party has answered and the server works on it. `blocked`: it does not go on by itself, so other ways
 * are offered.
 */
export type ConnectFlow =
  | { readonly name: 'idle'; readonly facts?: FailureFacts }
  | { readonly name: 'opening'; readonly mode: ConnectFlowMode }
  | { readonly name: 'authorizing' }
  | { readonly name: 'entering'; readonly device: DeviceFlow }
  | { readonly name: 'confirming' }
  | { readonly name: 'connected'; readonly connection: Connection }
  | { readonly name: 'blocked'; readonly by: Obstacle }
  | { readonly name: 'denied'; readonly code: string; readonly facts?: FailureFacts }
  | { readonly name: 'expired'; readonly code: string; readonly facts?: FailureFacts }
  | { readonly name: 'failed'; readonly code: string; readonly detail?: string; readonly facts?: FailureFacts };

/** Everything that can happen to a flow. Only `code`, `status` and `answered` carry the server's word. */
export type ConnectFlowEvent =
  | { readonly type: 'start'; readonly mode: ConnectFlowMode }
  /** Picked up where an earlier page left it. */
  | { readonly type: 'resume'; readonly name: 'authorizing' | 'confirming' }
  | { readonly type: 'handshake' }
  | { readonly type: 'code'; readonly device: DeviceFlow }
  | { readonly type: 'blocked'; readonly by: Obstacle }
  | { readonly type: 'status'; readonly status: FlowStatus }
  | { readonly type: 'answered'; readonly connection: Connection }
  | { readonly type: 'refused'; readonly code: string; readonly detail?: string; readonly facts?: FailureFacts }
  | { readonly type: 'timeout' }
  | { readonly type: 'cancel' };

/** The state before and after every CONNECT. */
export const idleFlow: ConnectFlow = Object.freeze({ name: 'idle' });

/** Whether a flow is under way, so that CONNECT must not start a second one. */
export function isPending(flow: ConnectFlow): boolean {
  return ['opening', 'authorizing', 'entering', 'confirming'].includes(flow.name);
}

/**
 * The one transition function of CONNECT. A pair that makes no sense returns the same state, so late answers and stray messages
 * are harmless. Nothing but the server's answer leads to `connected`.
 */
export function nextConnectFlow(state: ConnectFlow, event: ConnectFlowEvent): ConnectFlow {
  switch (event.type) {
    case 'start':
      return isPending(state) ? state : { name: 'opening', mode: event.mode };
    case 'resume':
      return isPending(state) ? state : { name: event.name };
    case 'handshake':
      // A slow start page may shake hands after we have offered the same tab: the window works after all.
      return state.name === 'opening' || state.name === 'blocked' ? { name: 'authorizing' } : state;
    case 'code':
      return state.name === 'opening' ? { name: 'entering', device: event.device } : state;
    case 'blocked':
      return state.name === 'opening' ? { name: 'blocked', by: event.by } : state;
    case 'cancel':
      return isPending(state) || state.name === 'blocked' ? idleFlow : state;
    case 'timeout':
      return isPending(state) ? { name: 'expired', code: 'flow_expired' } : state;
    case 'refused':
      return isPending(state) || state.name === 'blocked' ? failure(event.code, event.detail, event.facts) : state;
    case 'answered':
      return isPending(state) ? { name: 'connected', connection: event.connection } : state;
    case 'status':
      return isPending(state) || state.name === 'blocked' ? nextFromServer(state, event.status) : state;
  }
}

function nextFromServer(state: ConnectFlow, status: FlowStatus): ConnectFlow {
  switch (status.state) {
    case 'created':
      return state;
    case 'authorizing':
      return state.name === 'authorizing' || state.name === 'entering' ? state : { name: 'authorizing' };
    case 'parked':
    case 'exchanging':
      return state.name === 'confirming' ? state : { name: 'confirming' };
    case 'succeeded':
      return status.connection ? { name: 'connected', connection: status.connection } : failure('internal_error');
    case 'cancelled':
      return { ...idleFlow, ...factsOf(status) };
    case 'expired':
      return { name: 'expired', code: status.code ?? 'flow_expired', ...factsOf(status) };
    case 'failed':
      return status.code === 'access_denied'
        ? { name: 'denied', code: status.code, ...factsOf(status) }
        : { name: 'failed', code: status.code ?? 'provider_error', ...factsOf(status) };
  }
}

function factsOf({ providerCode, advice }: FailureFacts): { readonly facts?: FailureFacts } {
  if (providerCode === undefined && advice === undefined) return {};
  return { facts: { ...(providerCode === undefined ? {} : { providerCode }), ...(advice === undefined ? {} : { advice }) } };
}

function failure(code: string, detail?: string, facts: FailureFacts = {}): ConnectFlow {
  return { name: 'failed', code, ...(detail === undefined ? {} : { detail }), ...factsOf(facts) };
}
