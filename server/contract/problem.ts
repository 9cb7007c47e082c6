import * as v from 'valibot';
import { failureFacts } from './advice.ts';

/**
 * One field at fault. `path` is dotted from the body's root, for example `fields.host.value`; `code` is one of
 * {@link FieldErrorCode} or `invalid`. The rejected value is never repeated.
 */
export const fieldErrorSchema = v.object({
  path: v.string(),
  code: v.string(),
  message: v.string(),
});

/**
 * An error answer, `application/problem+json`.
 * @see RFC 9457 section 3
 */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  /** What to do, in one sentence. */
  detail: v.string(),
  /** The stable code: an {@link ErrorCode} of the version of the server that answered. */
  code: v.string(),
  requestId: v.optional(v.string()),
  errors: v.optional(v.array(fieldErrorSchema)),
  ...failureFacts,
});

export type FieldError = v.InferOutput<typeof fieldErrorSchema>;
export type Problem = v.InferOutput<typeof problemSchema>;
