import type { FailureFacts, FieldError, Problem } from '#contract';

/**
 * Why a request to the connection server did not work.
 * Besides the codes of the contract: `offline` (no answer at all), `page_without_origin` (a sandboxed frame) and `invalid_answer` (not what the contract promises).
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The server's own sentence in English, used where the tag has no translation for the code. */
  readonly detail: string | undefined;
  /** What to quote to the operator. */
  readonly requestId: string | undefined;
  /** What to check, where the third party has refused something. */
  readonly facts: FailureFacts;
  /** Fields at fault, by their path in the request. */
  readonly fieldErrors: readonly FieldError[];

  constructor(code: string, status = 0, problem?: Problem, options?: ErrorOptions) {
    super(problem?.detail ?? code, options);
    this.code = code;
    this.status = status;
    this.detail = problem?.detail;
    this.requestId = problem?.requestId;
    this.facts = problem ?? {};
    this.fieldErrors = problem?.errors ?? [];
  }
}

/** Any thrown value as an {@link ApiError}, so that callers can rely on a code. */
export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('internal_error', 0, undefined, { cause: error });
}

/** Why something did not work; undefined when it was given up on purpose, which nobody needs to hear of. */
export function failureOf(thrown: unknown): ApiError | undefined {
  return isAbort(thrown) ? undefined : toApiError(thrown);
}

/** Whether the work was given up on purpose, which nobody needs to hear of. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
