import { errorCodes, type ErrorCode, type FieldError } from '../contract/index.ts';

/** A refused request: nothing was stored. `code` is from the contract's list and decides the answer. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;

  constructor(code: ErrorCode, options: { errors?: readonly FieldError[]; cause?: unknown } = {}) {
    super(errorCodes[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
  }
}
