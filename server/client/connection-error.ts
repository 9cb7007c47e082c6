import type { ApiAccess } from '../contract/index.ts';

/**
 * Throw it from integration code when the third party refused the connection, as opposed to any other failure of yours: the connection
 * turns red with a reason the customer can read. With `status` 401 the token is renewed once and the code runs again first.
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** HTTP status the third party gave, if any. */
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
  }
}

/** `connection.fetch` was asked to send a token to a host that is none of the third party's. Nothing was sent. */
export class ForeignHostError extends Error {
  override readonly name = 'ForeignHostError';
  readonly origin: string;

  constructor(origin: string, configVar: string, api: ApiAccess | undefined) {
    const own = api === undefined ? 'It has no token; use its fields.' : `It may go to: ${api.hosts.join(', ') || 'nowhere'}.`;
    super(`"${configVar}" does not send its token to ${origin}. ${own} Add hosts to the provider's "api.hosts".`);
    this.origin = origin;
  }
}

/** The connection server refused or could not answer. `code` is stable; `message` says what to do. */
export class ConnectionServerError extends Error {
  override readonly name = 'ConnectionServerError';
  /** For example `not_configured`, `reauth_required`, `token_unavailable`; `unreachable` when there was no answer. */
  readonly code: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** When the same may be asked again, where the server says so: with `too_many_requests`, `token_unavailable` and what passes by itself. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    message: string,
    facts: { status?: number; requestId?: string | undefined; retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}
