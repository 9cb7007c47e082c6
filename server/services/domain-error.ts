import { errorCodes, type ErrorCode, type FailureFacts, type FieldError } from '../contract/index.ts';

/** A refused request: nothing was stored. `code` is from the contract's list and decides the answer. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  /** What to check, where the third party has refused something. */
  readonly facts: FailureFacts;
  /** When the same request may succeed; undefined: nobody knows. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    options: {
      errors?: readonly FieldError[];
      facts?: FailureFacts;
      retryAfterSeconds?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(errorCodes[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
    this.facts = options.facts ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
