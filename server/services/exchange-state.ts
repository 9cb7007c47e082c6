import type { FlowState } from '../contract/index.ts';
import type { FlowRecord } from '../storage/index.ts';

/**
 * The state that a flow is in while its tokens are had. A device flow is consumed by no callback: it is at the third party until the
 * answer to one of many questions ends it.
 */
export function exchangeState({ mode }: Pick<FlowRecord, 'mode'>): FlowState {
  return mode === 'device' ? 'authorizing' : 'exchanging';
}
