import { randomBytes } from 'node:crypto';
import type { RotationClass } from '../../server/catalog/provider.ts';

/** One refresh token in a provider's books. */
export interface LedgerToken {
  readonly value: string;
  readonly grant: Grant;
  /** `rotated`: replaced by its successor. */
  state: 'live' | 'rotated';
  successor?: LedgerToken;
  /** Milliseconds since 1970. */
  rotatedAt?: number;
}

/** What one customer granted, until it is revoked. */
export interface Grant {
  readonly id: string;
  readonly tokens: LedgerToken[];
  /** The `state` of the sign-in that it came from. */
  readonly signIn: string | undefined;
  /** Presentations of a token that was rotated already. */
  reuses: number;
  revoked?: 'by_request' | 'by_reuse';
}

/** The body of a token answer. */
export type TokenAnswer =
  | {
      readonly access_token: string;
      readonly token_type: string;
      readonly expires_in: number;
      readonly refresh_token: string;
    }
  | { readonly error: 'invalid_grant' };

/** How long a rotated token still works with `rotating_grace`: Xero documents 30 minutes. */
const graceMs = 30 * 60_000;

/** The books of a provider that rotates refresh tokens in one of three ways. They are the truth; a server under test is not asked. */
export class ProviderLedger {
  readonly rotation: RotationClass;
  readonly grants: Grant[] = [];
  /** Refresh tokens presented. */
  refreshes = 0;
  /** Presentations of a token that was rotated already. */
  reuses = 0;
  readonly #tokens = new Map<string, LedgerToken>();
  readonly #grantByAccessToken = new Map<string, Grant>();

  constructor(rotation: RotationClass) {
    this.rotation = rotation;
  }

  tokenOf(value: string): LedgerToken | undefined {
    return this.#tokens.get(value);
  }

  /** The grant that an access token belongs to. */
  grantOf(accessToken: string): Grant | undefined {
    return this.#grantByAccessToken.get(accessToken);
  }

  /** Whether an access token would be taken. */
  isUsable(accessToken: string): boolean {
    return this.#grantByAccessToken.get(accessToken)?.revoked === undefined && this.#grantByAccessToken.has(accessToken);
  }

  /** A customer consents. */
  grant(signIn?: string): TokenAnswer {
    const grant: Grant = { id: randomBytes(4).toString('hex'), tokens: [], signIn, reuses: 0 };
    this.grants.push(grant);
    return this.#answer(this.#add(grant));
  }

  /** A refresh token is presented. */
  refresh(value: string): TokenAnswer {
    this.refreshes += 1;
    const token = this.#tokens.get(value);
    if (!token || token.grant.revoked) return { error: 'invalid_grant' };
    if (this.rotation === 'non_rotating') return this.#answer(token);
    if (token.state === 'live') {
      token.state = 'rotated';
      token.rotatedAt = Date.now();
      token.successor = this.#add(token.grant);
      return this.#answer(token.successor);
    }
    this.reuses += 1;
    token.grant.reuses += 1;
    if (this.rotation === 'rotating_grace' && token.successor && Date.now() - (token.rotatedAt ?? 0) < graceMs) {
      return this.#answer(token.successor);
    }
    token.grant.revoked = 'by_reuse';
    return { error: 'invalid_grant' };
  }

  /** The whole grant of a token ends, as RFC 7009 section 2.1 lets a server do. */
  revoke(value: string): void {
    const grant = this.#tokens.get(value)?.grant ?? this.#grantByAccessToken.get(value);
    if (grant) grant.revoked ??= 'by_request';
  }

  #add(grant: Grant): LedgerToken {
    const token: LedgerToken = { value: `RT-${randomBytes(16).toString('hex')}`, grant, state: 'live' };
    grant.tokens.push(token);
    this.#tokens.set(token.value, token);
    return token;
  }

  #answer({ grant, value }: LedgerToken): TokenAnswer {
    const accessToken = `AT-${randomBytes(16).toString('hex')}`;
    this.#grantByAccessToken.set(accessToken, grant);
    return { access_token: accessToken, token_type: 'Bearer', expires_in: 3600, refresh_token: value };
  }
}
