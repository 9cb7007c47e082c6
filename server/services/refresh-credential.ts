import type { ErrorCode, StatusReason } from '../contract/index.ts';
import { isRenewedFromFields, type ResolvedOAuth } from '../definitions/index.ts';
import { callDeadlineSeconds } from '../egress/index.ts';
import { ProviderError, refreshTokens, requestTokensDirectly } from '../oauth/index.ts';
import type { CredentialRecord, Lease, StoredTokens } from '../storage/index.ts';
import { VaultError } from '../vault/index.ts';
import { systemActor, type Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { describeFailure } from './fail-flow.ts';
import { configVarOf, type FoundConnection } from './find-connection.ts';
import { grantOverReason } from './grant-over.ts';
import { ownerOf } from './registration.ts';
import type { ReceivedRenewal } from './received-tokens.ts';
import { awaitTurn, pauseWhenRateLimited } from './provider-turns.ts';
import { recordChange } from './record-change.ts';
import { longestWait, retryInSeconds } from './refresh-schedule.ts';
import { resolveClient } from './resolve-client.ts';
import { NotStoredYetError } from './safekeeping.ts';
import { storeRefreshed } from './store-refreshed.ts';

/** A lease outlives the call it covers: see {@link callDeadlineSeconds}. */
export const leaseSeconds = 60;

/** How an attempt to renew one version of a credential ended. */
export type RefreshOutcome =
  /** A newer version is stored, by us or by another holder. */
  | { readonly kind: 'refreshed' }
  /** Somebody else holds the lease. */
  | { readonly kind: 'busy' }
  /** The grant is over; the connection is red. */
  | { readonly kind: 'ended'; readonly reason: StatusReason }
  /** Not now; planned again. The stored token may still be good. */
  | { readonly kind: 'delayed'; readonly code: ErrorCode; readonly retryInSeconds?: number };

const backgroundPatienceSeconds = 5;
const onDemandPatienceSeconds = 10;
// A token this close to its end is worth the risk of a retry in doubt: there is little left to lose by it.
const nearEndSeconds = 45;
/** How long a credential waits whose config variable this server does not know. */
const undeclaredRetrySeconds = 300;
/** How long a credential waits whose newer tokens are about to be stored. */
const keptRetrySeconds = 5;
/** How long a credential waits whose holder stood still; by then its lease is another one's, or free. */
const lateRetrySeconds = 1;
/** An outage of the provider paints a connection red only after a day without a usable token. */
const persistentSeconds = 24 * 3600;

/**
 * Renews one version of a credential, if the lease for it can be had. Never without the lease: two holders of one rotating refresh
 * token can end the grant for both.
 * @param patienceSeconds how long to wait for the client's turn. Default 10: most of what a caller waits at all.
 */
export async function refreshCredential(
  deps: Dependencies,
  credential: CredentialRecord,
  patienceSeconds = onDemandPatienceSeconds,
): Promise<RefreshOutcome> {
  const askedAt = performance.now();
  const lease = await deps.storage.credentials.claim(credential, deps.processId, leaseSeconds);
  return lease ? refreshUnderLease(deps, lease, { askedAt, patienceSeconds }) : { kind: 'busy' };
}

/** The circumstances of a refresh under a lease. */
export interface RefreshOptions {
  /** When the lease was asked for, by `performance.now`: it lasts from then at least. */
  readonly askedAt: number;
  /** How long to wait for the client's turn. Default 5: a claim is made for a turn that comes soon; others may have taken it meanwhile. */
  readonly patienceSeconds?: number;
}

/** The refresh itself: intent is journalled with the lease, then one call, then compare-and-set. No transaction spans the call. */
export async function refreshUnderLease(
  deps: Dependencies,
  lease: Lease,
  { askedAt, patienceSeconds = backgroundPatienceSeconds }: RefreshOptions,
): Promise<RefreshOutcome> {
  const { credential } = lease;
  const read = await deps.storage.use.find(credential.connectionId);
  const record = read?.record;
  const configVar = record && configVarOf(deps.model, record);
  // Perhaps an older server in a rolling deployment, which does not know the newest definitions: another one may.
  if (!record || !configVar) return postpone(deps, lease, 'not_found', undeclaredRetrySeconds);
  // Newer tokens wait for the database here: to ask with the old ones would be to present them twice.
  if (deps.safekeeping.holds(record.id)) return postpone(deps, lease, 'database_unavailable', keptRetrySeconds);
  const found = { record, configVar };
  const over = grantOverReason(found);
  if (over) {
    await deps.storage.credentials.closeAttempt(lease, 'not_sent');
    await deps.storage.credentials.release(lease, {});
    return { kind: 'ended', reason: over };
  }
  if (!isRenewedFromFields(configVar.definition.grant) && mustWait(lease)) {
    return postpone(deps, lease, 'outcome_unknown', Math.max((credential.secondsLeft ?? 0) - nearEndSeconds, 1));
  }
  let renewal: Renewal;
  let client: ResolvedOAuth;
  try {
    // Another version took this one's place between claim and read; whoever stored it has done our work.
    if (!read?.grant || !isSameVersion(read.grant.credential, credential)) return { kind: 'refreshed' };
    client = await resolveClient(deps, found, await read.readValues());
    const turn = await awaitTurn(deps, client, 'renewal', patienceSeconds);
    if (turn.kind === 'busy') return await postpone(deps, lease, 'rate_limited', turn.inSeconds);
    // Whoever had to wait looks again: a late holder may have stored another version meanwhile.
    const tokens = await (turn.kind === 'now' ? read.grant.readTokens() : deps.storage.credentials.readTokensForUse(credential));
    if (!tokens) return { kind: 'refreshed' };
    const request: SendTokens = async (stored) => {
      if (performance.now() - askedAt > (leaseSeconds - callDeadlineSeconds) * 1000) throw new LateHolderError();
      return sendGrant(deps, client, stored);
    };
    renewal = await requestTokens(deps, client, request, tokens).catch((error: unknown) =>
      useSpare(deps, client, credential, request, error),
    );
  } catch (error) {
    if (error instanceof LateHolderError) {
      deps.log.warn({ connectionId: record.id, code: 'lease_too_old' }, 'a renewal stood still for too long and was not sent');
      return postpone(deps, lease, 'token_unavailable', lateRetrySeconds);
    }
    return refreshFailed(deps, found, lease, error);
  }
  if (renewal.set.emptyRefreshToken) {
    deps.log.info(
      { connectionId: record.id, code: 'refresh_token_empty' },
      'a renewal had an empty refresh token; the old one is kept',
    );
  }
  if (renewal.set.droppedExtras) {
    deps.log.warn(
      { connectionId: record.id, code: 'address_dropped' },
      'a renewal named addresses that are not the provider\u2019s',
    );
  }
  return keepRefreshed(deps, found, lease, client, renewal);
}

function isSameVersion(one: CredentialRecord, other: CredentialRecord): boolean {
  return one.generation === other.generation && one.version === other.version;
}

/** Leaves the provider alone for now. That is no failure: nothing was asked. */
async function postpone(deps: Dependencies, lease: Lease, code: ErrorCode, seconds: number): Promise<RefreshOutcome> {
  await deps.storage.credentials.closeAttempt(lease, 'not_sent');
  await deps.storage.credentials.release(lease, { retryInSeconds: seconds });
  return { kind: 'delayed', code, retryInSeconds: seconds };
}

/**
 * After a lost answer a strictly rotating provider may take a second use of the refresh token for theft and end the grant. While the
 * access token is good nothing is lost by waiting.
 */
function mustWait({ inDoubt, credential }: Lease): boolean {
  return inDoubt && credential.rotation === 'rotating_strict' && (credential.secondsLeft ?? 0) > nearEndSeconds;
}

/** An answer, and what of the grant it does not bring anew. */
type Renewal = Pick<ReceivedRenewal, 'set' | 'keptTokens'>;

/** One call of the provider. @throws LateHolderError when it might outlast the lease. */
type SendTokens = (stored: StoredTokens) => Promise<Renewal>;

/**
 * This server stood still for so long that the lease may be another one's before the provider answers, as after a machine was paused. What
 * it would present may have been used by then, and a strict provider would end the grant for it.
 */
class LateHolderError extends Error {}

async function requestTokens(
  deps: Dependencies,
  client: ResolvedOAuth,
  send: SendTokens,
  stored: StoredTokens,
): Promise<Renewal> {
  try {
    return await send(stored).catch((error: unknown) => {
      if (!isUnsent(error)) throw error;
      // The provider has seen nothing, so it is as if the first try had not been.
      return send(stored);
    });
  } catch (error) {
    await pauseWhenRateLimited(deps, client, error);
    throw error;
  }
}

/** A connection that broke before anything was sent, at once: names and certificates do not mend in a moment, deadlines would double. */
function isUnsent(error: unknown): boolean {
  if (!(error instanceof ProviderError) || error.code !== 'provider_unreachable') return false;
  return error.details.progress === 'not_sent' && error.details.reason?.startsWith('connection_') === true;
}

/**
 * The refresh token is refused, and there is a second one from the same moment (see store-refreshed.ts): perhaps the provider goes on with
 * that one. Under the same lease, since it is the same grant.
 */
async function useSpare(
  deps: Dependencies,
  client: ResolvedOAuth,
  credential: CredentialRecord,
  send: SendTokens,
  error: unknown,
): Promise<Renewal> {
  if (!isRefused(error) || !credential.hasSpare) throw error;
  const spare = await deps.storage.credentials.readSpareForUse(credential);
  if (!spare) throw error;
  deps.log.warn({ connectionId: credential.connectionId, code: 'spare_tried' }, 'a refresh token is refused; its spare is tried');
  return requestTokens(deps, client, send, spare);
}

function isRefused(error: unknown): boolean {
  return error instanceof ProviderError && error.code === 'reauth_required';
}

/** With the refresh token where there is one; with the saved fields where they are enough, also when the refresh token is dead. */
async function sendGrant({ fetch }: Dependencies, client: ResolvedOAuth, stored: StoredTokens): Promise<Renewal> {
  const { refreshToken, dpopKey, ...kept } = stored;
  const fromFields = isRenewedFromFields(client.grant);
  if (refreshToken === undefined && !fromFields) throw new ProviderError('reauth_required', { progress: 'not_sent' });
  try {
    if (refreshToken !== undefined) {
      const set = await refreshTokens({ client, refreshToken, dpopKey }, fetch);
      return { set, keptTokens: { ...kept, refreshToken, fromFields } };
    }
  } catch (error) {
    if (!fromFields || !isRefused(error)) throw error;
  }
  return { set: await requestTokensDirectly({ client, dpopKey }, fetch), keptTokens: { ...kept, fromFields } };
}

/** Stores the new pair, however long the database takes; the caller learns when it takes too long, and what is so is in the database. */
async function keepRefreshed(
  deps: Dependencies,
  found: FoundConnection,
  lease: Lease,
  client: ResolvedOAuth,
  renewal: Renewal,
): Promise<RefreshOutcome> {
  const { customerId, connectionId } = lease.credential;
  const received: ReceivedRenewal = { kind: 'renewal', customerId, connectionId, client, lease, ...renewal };
  try {
    await deps.safekeeping.keep(received, (attempt) => storeRefreshed(deps, found, received, attempt));
    return { kind: 'refreshed' };
  } catch (error) {
    if (error instanceof NotStoredYetError) return { kind: 'delayed', code: 'database_unavailable' };
    throw error;
  }
}

/** Closes the attempt, plans the next try or turns the connection red, all in one transaction. */
async function refreshFailed(deps: Dependencies, found: FoundConnection, lease: Lease, error: unknown): Promise<RefreshOutcome> {
  const failure = classify(error);
  const details = describeFailure(error)?.details ?? {};
  deps.metrics.refreshFinished(found.configVar.definition.key, failure.code);
  let isCurrent = false;
  const reason = endReason(found, lease.credential, failure.code, await isDoubtful(deps, lease, failure.code));
  await deps.storage.transaction(async (tx) => {
    const current = await tx.connections.lock(lease.credential.customerId, lease.credential.connectionId);
    const credential = await tx.credentials.lock(lease.credential.customerId, lease.credential.connectionId);
    await tx.credentials.closeAttempt(lease, failure.attempt);
    isCurrent = credential?.generation === lease.credential.generation && credential.version === lease.credential.version;
    if (!current || !isCurrent) return;
    const retry = retryInSeconds(lease.credential.failures, failure.retryAfterSeconds);
    // What a 429 asks for holds for the whole client, whose turns keep it.
    const askedSeconds = failure.code === 'rate_limited' ? 0 : longestWait(failure.retryAfterSeconds);
    const spacingSeconds = Math.max(deps.failureSpacingSeconds, askedSeconds);
    await tx.credentials.release(lease, {
      failure: { spacingSeconds },
      ...(reason === undefined ? { retryInSeconds: retry } : {}),
    });
    if (failure.code === 'invalid_client') await tx.registrations.remove(ownerOf(current));
    if (reason !== undefined) {
      const facts = { warning: null };
      await recordChange(tx, current, { code: reason, details, actor: systemActor, status: { status: 'error', reason }, facts });
    } else if (current.warning !== failure.code) {
      // One line when trouble begins, not one for every try.
      const facts = { warning: failure.code };
      await recordChange(tx, current, {
        code: 'refresh_delayed',
        details: { ...details, cause: failure.code },
        actor: systemActor,
        facts,
      });
    }
  });
  // Somebody stored a newer version meanwhile: what this one met does not matter any more.
  if (!isCurrent) return { kind: 'refreshed' };
  return reason === undefined ? { kind: 'delayed', code: failure.code } : { kind: 'ended', reason };
}

/**
 * Whether what became of the grant is anybody's guess: an attempt on this version, or on the one before, never learned its outcome. A
 * request that was given up may arrive after the next one, and a strict provider then ends the grant that it has just renewed.
 */
async function isDoubtful({ storage }: Dependencies, { inDoubt, credential }: Lease, code: ErrorCode): Promise<boolean> {
  if (code !== 'reauth_required' || inDoubt) return inDoubt;
  return storage.credentials.hasDoubt({ ...credential, version: credential.version - 1 });
}

interface Failure {
  readonly code: ErrorCode;
  readonly attempt: 'refused' | 'not_sent' | 'in_doubt';
  readonly retryAfterSeconds?: number;
}

function classify(error: unknown): Failure {
  if (error instanceof VaultError) return { code: error.code, attempt: 'not_sent' };
  if (error instanceof DomainError) return { code: error.code, attempt: 'not_sent' };
  if (!(error instanceof ProviderError)) throw error;
  const { progress, httpStatus, retryAfterSeconds } = error.details;
  // A 5xx, or an answer nobody can read, says nothing of whether the token was rotated before things went wrong.
  const unclear = (httpStatus ?? 0) >= 500 || error.code === 'provider_protocol_error';
  const lost = progress === 'maybe_sent' || (progress === 'received' && unclear);
  return {
    code: error.code,
    attempt: progress === 'not_sent' ? 'not_sent' : lost ? 'in_doubt' : 'refused',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** Which failures end a grant: the provider's own word for it, bytes that cannot be opened, and a day of nothing. */
function endReason(
  { configVar }: FoundConnection,
  credential: CredentialRecord,
  code: ErrorCode,
  isInDoubt: boolean,
): StatusReason | undefined {
  // Two answers to one refresh token, and none of them good any more: a race that nobody can tell the winner of.
  if (code === 'reauth_required') return isInDoubt || credential.hasSpare ? 'outcome_unknown' : 'reauth_required';
  if (code === 'decrypt_failed') return 'decrypt_failed';
  // A client that was registered at a customer's server is known to it alone, and forgotten there: only a new sign-in helps.
  if (code === 'invalid_client' && configVar.definition.provider?.discovery) return 'reauth_required';
  // Refused also when the ones already granted were asked for: only a new consent can help.
  if (code === 'invalid_scope' && !isRenewedFromFields(configVar.definition.grant)) return 'scope_missing';
  if (code === 'credentials_rejected') return code;
  if (code === 'invalid_client' && isCustomersClient(configVar)) return 'credentials_rejected';
  // The client asks too often: the vendor's to mend, and no reason for a customer to sign in again.
  if (code === 'rate_limited') return undefined;
  const dead = credential.secondsLeft !== null && credential.secondsLeft <= 0;
  return dead && (credential.failingSeconds ?? 0) > persistentSeconds ? 'provider_error_persistent' : undefined;
}

/** Without a sign-in the "client" can be the customer's own key; the vendor's no customer can mend. */
function isCustomersClient({ definition, inputs }: FoundConnection['configVar']): boolean {
  const client = inputs.get('clientId') ?? inputs.get('issuer');
  return isRenewedFromFields(definition.grant) && client?.visibility === 'customer';
}
