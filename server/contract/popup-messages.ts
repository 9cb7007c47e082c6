import * as v from 'valibot';

/**
 * The three messages between the tag and the pages in the window. They carry no token and decide nothing:
 * the outcome of a flow is what the server answers to the session that began it.
 */

/** Start page to tag: "I am open, tell me which flow". */
export const readyMessageSchema = v.strictObject({ type: v.literal('connection-config:ready') });
/** Tag to start page. */
export const beginMessageSchema = v.strictObject({
  type: v.literal('connection-config:begin'),
  flowId: v.pipe(v.string(), v.maxLength(100)),
  startSecret: v.pipe(v.string(), v.maxLength(200)),
});
/** Completion page to tag: "ask the server now". */
export const doneMessageSchema = v.strictObject({
  type: v.literal('connection-config:done'),
  flowId: v.pipe(v.string(), v.maxLength(100)),
});

export type ReadyMessage = v.InferOutput<typeof readyMessageSchema>;
export type BeginMessage = v.InferOutput<typeof beginMessageSchema>;
export type DoneMessage = v.InferOutput<typeof doneMessageSchema>;
