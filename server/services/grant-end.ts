import type { ResolvedOAuth } from '../definitions/index.ts';
import type { CredentialRecord, GrantEnd } from '../storage/index.ts';
import { hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';
import { turnsKeyOf } from './provider-turns.ts';

/** What is known of how long a grant lives, besides what a token answer says. */
export interface GrantTerms {
  /** The refresh token dies when it is not used for so long. */
  readonly idleSeconds?: number | undefined;
  /** The grant ends so long after consent, however often it is renewed. */
  readonly consentSeconds?: number | undefined;
  /** How long ahead of the end the customer is told, at most; of a shorter life a third. */
  readonly noticeSeconds: number;
  /** From 0 to 1, always the same for one connection, so that connections made together do not come due together. */
  readonly jitter: number;
  /** Whose turns renewals take. */
  readonly turnsKey: Buffer;
  /** At a renewal: what was foreseen until now, in seconds from now; null where nothing was. */
  readonly before?: { readonly endsInSeconds: number | null; readonly consentEndsInSeconds: number | null };
}

/** The terms of a connection's grant. @param before at a renewal, the credential that is renewed. */
export function termsOf(
  { endNoticeSeconds }: Pick<Dependencies, 'endNoticeSeconds'>,
  connectionId: string,
  client: ResolvedOAuth,
  before?: Pick<CredentialRecord, 'endsInSeconds' | 'consentEndsInSeconds'>,
): GrantTerms {
  const { idleSeconds, consentSeconds } = client.provider.refresh;
  const turnsKey = turnsKeyOf(client);
  const jitter = hashToken(connectionId).readUInt32BE() / 2 ** 32;
  return {
    idleSeconds,
    consentSeconds,
    noticeSeconds: endNoticeSeconds,
    jitter,
    turnsKey,
    ...(before === undefined ? {} : { before }),
  };
}

// An end that is foreseen again a little earlier or later is the same one: the answer was under way for a while.
const sameEndSeconds = 60;

/**
 * When a grant will end if nobody signs in again, and when to say so. An end that a renewal does not move is left as it was planned:
 * some providers tell what is left of a life, others a new life at every renewal, and only the first kind is worth a notice.
 * @param lifeSeconds of what the grant is renewed with, from now; absent when nobody tells.
 */
export function foreseeEnd(lifeSeconds: number | undefined, terms: Omit<GrantTerms, 'jitter' | 'turnsKey'>): GrantEnd {
  const { before, consentSeconds, noticeSeconds } = terms;
  const life = lifeSeconds ?? Infinity;
  const consentLeft = (before ? before.consentEndsInSeconds : consentSeconds) ?? Infinity;
  const endsIn = Math.min(life, consentLeft);
  const foreseen = before?.endsInSeconds ?? Infinity;
  if (Math.abs(endsIn - foreseen) <= sameEndSeconds) return 'unchanged';
  if (endsIn === Infinity) return {};
  const whole = consentLeft < life ? (consentSeconds ?? consentLeft) : life;
  return {
    ...(lifeSeconds === undefined ? {} : { refreshTokenSeconds: lifeSeconds }),
    noticeInSeconds: Math.max(endsIn - Math.min(noticeSeconds, whole / 3), 0),
  };
}
