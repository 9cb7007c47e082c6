import type { FlowStatus, StartedFlow } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import type { ConnectionClient } from '../api/client.ts';
import type { ConnectFlow, ConnectFlowEvent } from '../state/connect-flow.ts';
import type { ConnectAttempt } from './connect-attempt.ts';
import type { ConnectionSurroundings } from './connection-surroundings.ts';

/** What the parts of a CONNECT see of the whole: where it stands, what it is about, and how to tell what has happened. */
export interface FlowRun extends ConnectionSurroundings {
  flow(): ConnectFlow;
  /** Whether the element is in the page. */
  isConnected(): boolean;
  /** Whether nothing has taken the place of this attempt. */
  isCurrent(attempt: ConnectAttempt): boolean;
  /** Something has happened. @returns whether it changed where the CONNECT stands. */
  dispatch(event: ConnectFlowEvent): boolean;
  /** The same for what ends the attempt or leaves it to the person. */
  settle(event: ConnectFlowEvent): void;
  /** Ends the attempt, here and on the server. */
  abandon(): void;
  /** Something is to be shown that is no event. */
  requestUpdate(): void;
}

/** Whether the server has spoken its last word about a flow. */
export function hasEnded({ state }: FlowStatus): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'expired';
}

/** The event of a request that was refused. */
export function refused({ code, detail, facts }: ApiError): ConnectFlowEvent {
  return { type: 'refused', code, facts, ...(detail === undefined ? {} : { detail }) };
}

/** The start page of a flow in this tab. What the fragment holds reaches no server and no log. */
export function redirectUrl(client: ConnectionClient, locale: string, flow: StartedFlow): string {
  return `${client.startUrl({ locale })}#flow=${encodeURIComponent(flow.id)}&secret=${encodeURIComponent(flow.startSecret)}`;
}
