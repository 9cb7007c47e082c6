import * as v from 'valibot';
import { failureFacts } from './advice.ts';
import { connectionSchema } from './connection.ts';

/** BCP 47 tag of the language the tag is in, for the pages in the window. */
const locale = v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,100}$/)));

/** `POST …/connect`. `returnUrl` is needed for `redirect` and must be on the page's own origin. */
export const connectRequestSchema = v.variant('mode', [
  v.strictObject({ mode: v.literal('popup'), locale }),
  v.strictObject({ mode: v.literal('redirect'), locale, returnUrl: v.pipe(v.string(), v.url(), v.maxLength(2048)) }),
  v.strictObject({ mode: v.literal('direct') }),
  v.strictObject({ mode: v.literal('device') }),
]);
export type ConnectRequest = v.InferOutput<typeof connectRequestSchema>;

/** A started flow. `startSecret` proves to the start page that it was opened by the page that began the flow; it is used once. */
export const startedFlowSchema = v.object({
  id: v.string(),
  startSecret: v.string(),
  expiresAt: v.string(),
});
export type StartedFlow = v.InferOutput<typeof startedFlowSchema>;

/** A started flow in which the customer enters a code at the third party. Nothing in it finishes the flow, here or there, by itself. */
export const deviceFlowSchema = v.object({
  id: v.string(),
  /** How long the code is good for, from this answer on: the clocks of the page and the server may differ. */
  expiresInSeconds: v.number(),
  /** What the customer has to enter, as the third party wrote it. */
  userCode: v.string(),
  /** The page to enter it on: `https:`, or `http:` on this machine. */
  verificationUri: v.string(),
  /** The same page with the code filled in, where the third party has one. */
  verificationUriComplete: v.optional(v.string()),
});
export type DeviceFlow = v.InferOutput<typeof deviceFlowSchema>;

/** The answer to `POST …/connect`: a flow to follow, in a window or with a code, or a connection that needed no sign-in. */
export const connectAnswerSchema = v.variant('kind', [
  v.object({ kind: v.literal('flow'), flow: startedFlowSchema }),
  v.object({ kind: v.literal('device'), flow: deviceFlowSchema }),
  v.object({ kind: v.literal('connected'), connection: connectionSchema }),
]);
export type ConnectAnswer = v.InferOutput<typeof connectAnswerSchema>;

/**
 * Where one CONNECT stands. `created`: the window has not shaken hands yet. `authorizing`: the customer is at the third party.
 * `parked`: redirect mode only, waits for the page's finalize. `exchanging`: the code is being exchanged.
 */
export const flowStates = [
  'created',
  'authorizing',
  'parked',
  'exchanging',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;
export type FlowState = (typeof flowStates)[number];

/** The answer to `GET …/flows/:id`: the only truth about a CONNECT. */
export const flowStatusSchema = v.object({
  id: v.string(),
  state: v.picklist(flowStates),
  /** Why it failed. */
  code: v.optional(v.string()),
  ...failureFacts,
  /** The connection as it stands now; present once the flow has ended. */
  connection: v.optional(connectionSchema),
});
export type FlowStatus = v.InferOutput<typeof flowStatusSchema>;

/** `POST …/finalize`: redirect mode's second half, by the page and session that began it. */
export const finalizeRequestSchema = v.strictObject({
  startSecret: v.pipe(v.string(), v.maxLength(200)),
  completion: v.pipe(v.string(), v.maxLength(200)),
});
export type FinalizeRequest = v.InferOutput<typeof finalizeRequestSchema>;

/** The start page's call that binds a flow to the browser. `origin` is the origin the window's message really came from. */
export const bindRequestSchema = v.strictObject({
  flowId: v.pipe(v.string(), v.maxLength(100)),
  startSecret: v.pipe(v.string(), v.maxLength(200)),
  origin: v.pipe(v.string(), v.maxLength(300)),
});
/** Where the start page sends the browser once the flow is bound to it. */
export const bindAnswerSchema = v.object({ authorizationUrl: v.string() });
export type BindAnswer = v.InferOutput<typeof bindAnswerSchema>;
