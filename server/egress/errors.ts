/** What became of the call, for the caller's decision. */
export type EgressErrorCode =
  /** The policy forbids the address, scheme, port or URL. Nothing was sent. */
  | 'egress_refused'
  /** No name, no route, no TLS, or the connection broke. */
  | 'provider_unreachable'
  /** The total deadline passed, or the caller gave up. */
  | 'timeout'
  /** Headers or the decoded body passed their limit. */
  | 'response_too_large'
  /** The answer is not HTTP that we can read. */
  | 'response_unreadable';

/** Why, finer than the code, for a log line. */
export type EgressReason =
  | 'invalid_url'
  | 'invalid_request'
  | 'scheme'
  | 'port'
  | 'userinfo'
  | 'fragment'
  | 'address_not_public'
  | 'address_changed'
  | 'dns_not_found'
  | 'dns_failed'
  | 'dns_timeout'
  | 'connection_refused'
  | 'connection_failed'
  | 'connection_reset'
  /** The certificate is past its end, or before its beginning; either may also be this machine's clock. */
  | 'tls_expired'
  | 'tls_not_yet_valid'
  | 'tls_wrong_host'
  /** Self-signed, or signed by nobody this machine trusts. */
  | 'tls_untrusted'
  /** The other side knows no TLS version from 1.2 on. */
  | 'tls_version'
  /** Any other fault of the handshake. */
  | 'tls'
  | 'deadline'
  | 'aborted'
  | 'headers'
  | 'body'
  | 'encoding'
  | 'protocol';

/**
 * How far the call got. `not_sent`: the server has seen no request. `maybe_sent`: request bytes left and no answer came.
 * `received`: an answer began.
 */
export type EgressProgress = 'not_sent' | 'maybe_sent' | 'received';

interface EgressErrorFacts {
  readonly reason: EgressReason;
  readonly progress: EgressProgress;
  /** Only the host: a path or query may carry a secret. */
  readonly host?: string;
}

/** A call that gave no usable answer. Names the host and never the rest of the URL, a header or a body. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: EgressErrorCode;
  readonly reason: EgressReason;
  readonly progress: EgressProgress;
  readonly host: string | undefined;

  constructor(code: EgressErrorCode, facts: EgressErrorFacts, options?: { cause?: unknown }) {
    super(`${code} (${facts.reason})${facts.host === undefined ? '' : ` at ${facts.host}`}`, options);
    this.code = code;
    this.reason = facts.reason;
    this.progress = facts.progress;
    this.host = facts.host;
  }
}
