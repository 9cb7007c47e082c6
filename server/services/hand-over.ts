import { setTimeout as pause } from 'node:timers/promises';
import type * as v from 'valibot';
import type { Credentials, credentialsRequestSchema, Token } from '../contract/index.ts';
import { apiAccess, effectiveValues, fieldsForCode } from '../definitions/index.ts';
import type { ConnectionForUse, CredentialRecord, StoredGrant, StoredTokens } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { declared, type FoundConnection } from './find-connection.ts';
import { refreshCredential, type RefreshOutcome } from './refresh-credential.ts';
import { grantOverReason } from './grant-over.ts';
import { recordingUnopenable } from './record-unopenable.ts';
import { deadOnArrivalSeconds } from './refresh-schedule.ts';
import { tokenVersion } from './token-version.ts';

// How long a caller waits for whoever holds the refresh lease: one egress deadline and a little.
const waitMs = 22_000;
const pollMs = 100;
// Rather than for a turn of the client, a caller waits for what is left of a token that is good.
const briefPatienceSeconds = 1;

/**
 * A connection for the vendor's code: its fields, and a token that lives at least as long as asked. Refreshes first when it must, once
 * for however many callers ask. Never a refresh token.
 * @throws DomainError `not_found`, `instance_disabled`, `not_configured`, the reason of a red connection, or `token_unavailable` when no fresh token can be
 * had just now.
 */
export async function handOver(
  deps: Dependencies,
  connectionId: string,
  request: v.InferOutput<typeof credentialsRequestSchema>,
): Promise<Credentials> {
  const stored = await deps.storage.use.find(connectionId);
  if (!stored) throw new DomainError('not_found');
  const found = declared(deps, stored.record);
  if (!stored.record.instance.enabled) throw new DomainError('instance_disabled');
  return recordingUnopenable(deps, found, () => openForUse(deps, found, request, stored));
}

async function openForUse(
  deps: Dependencies,
  found: FoundConnection,
  request: v.InferOutput<typeof credentialsRequestSchema>,
  stored: ConnectionForUse,
): Promise<Credentials> {
  const { record, configVar } = found;
  if (record.status === 'not_configured') throw new DomainError('not_configured');
  const over = grantOverReason(found);
  if (over) throw new DomainError(over);
  const values = effectiveValues(configVar, await stored.readValues());
  const fields = fieldsForCode(configVar, values);
  const base = { id: record.id, key: configVar.definition.key, configVarKey: configVar.key, fields };
  if (configVar.definition.grant === undefined) {
    deps.metrics.credentialsHandedOver(configVar.definition.key, 'stored');
    return { ...base, version: record.revision };
  }

  const { credential, tokens, source } = await freshTokens(deps, found, request, stored);
  const isStillRejected = isRejected(credential, request);
  deps.metrics.credentialsHandedOver(configVar.definition.key, source);
  return {
    ...base,
    version: tokenVersion(credential),
    ...(isStillRejected ? { notRenewed: 'renewed_lately' as const } : {}),
    token: {
      ...tokens.extras,
      access_token: tokens.accessToken,
      token_type: tokens.tokenType,
      ...signing(tokens),
      ...(credential.expiresAt === null ? {} : { expires_at: credential.expiresAt.toISOString() }),
      ...(tokens.dpopKey === undefined ? {} : { dpop_key: tokens.dpopKey }),
      ...(record.grantedScopes === null ? {} : { scope: record.grantedScopes.join(' ') }),
    },
    api: apiAccess(configVar, values, { ...tokens.extras, ...tokens.context }),
    ...(Object.keys(tokens.context).length === 0 ? {} : { context: tokens.context }),
  };
}

/** What the vendor's code signs its requests with: without it, the token of OAuth 1.0a is of no use. */
function signing({ oauth1Key }: StoredTokens): Partial<Token> {
  if (oauth1Key === undefined) return {};
  const { consumerKey, consumerSecret, tokenSecret, signatureMethod, realm } = oauth1Key;
  return {
    consumer_key: consumerKey,
    consumer_secret: consumerSecret,
    token_secret: tokenSecret,
    signature_method: signatureMethod,
    ...(realm === undefined ? {} : { realm }),
  };
}

/** Asks for a token that lives long enough, and is not the one that was refused. */
interface TokenRequest {
  readonly minTtlSeconds: number;
  /** The {@link tokenVersion} of a token the third party has just refused. */
  readonly rejectedVersion?: number | undefined;
}

/**
 * The stored tokens of a connection, renewed first when they end too soon or were refused; those that were renewed less than a minute ago
 * are not renewed for being refused. Shared with the test request.
 * @throws DomainError `not_configured`, `token_unavailable`, or the reason of a connection that turned red; VaultError.
 */
export async function freshTokens(
  deps: Dependencies,
  found: FoundConnection,
  asked: TokenRequest,
  stored?: ConnectionForUse,
): Promise<{ credential: CredentialRecord; tokens: StoredTokens; source: 'stored' | 'refreshed' }> {
  // By the clock that nobody sets.
  const deadline = performance.now() + waitMs;
  let source: 'stored' | 'refreshed' = 'stored';
  for (let read = stored; ; read = undefined) {
    read ??= await deps.storage.use.find(found.record.id);
    if (!read?.grant) throw new DomainError('not_configured');
    const { grant } = read;
    const { credential } = grant;
    // Another caller's renewal may have ended the grant while this one waited.
    const over = grantOverReason({ ...found, record: read.record });
    if (over) throw new DomainError(over);
    const request = isRejectedTooSoon(deps, credential, asked) ? { minTtlSeconds: asked.minTtlSeconds } : asked;
    // What has just been renewed is as fresh as it gets: a provider whose tokens live shorter than asked is not asked over and over.
    const isFreshEnough = source === 'refreshed' || isFresh(grant, request);
    const outcome = isFreshEnough ? undefined : await tryRefresh(deps, grant, request);
    if (outcome?.kind === 'refreshed') {
      source = 'refreshed';
      continue;
    }
    if (outcome?.kind === 'ended') throw new DomainError(outcome.reason);
    // Not to be renewed just now: a token with life left is better than none, unless it is the one that was refused.
    const usable = outcome === undefined || (isAlive(grant) && !isRejected(credential, request));
    if (usable && (outcome?.kind !== 'busy' || performance.now() > deadline)) {
      return { credential, tokens: await grant.readTokens(), source };
    }
    if (outcome?.kind === 'delayed') throw new DomainError('token_unavailable', { retryAfterSeconds: outcome.retryInSeconds });
    if (performance.now() > deadline) throw new DomainError('token_unavailable');
    await pause(pollMs);
  }
}

function isAlive(grant: StoredGrant): boolean {
  return secondsLeftOf(grant) > 0;
}

/** What has passed meanwhile is not left: an answer of the database may be long on its way, and a renewal tried in vain. */
function secondsLeftOf({ credential: { secondsLeft }, askedAt }: StoredGrant): number {
  return secondsLeft === null ? Infinity : secondsLeft - (performance.now() - askedAt) / 1000;
}

/** Reported with an older version: a newer token is stored already, and no refresh is owed. */
function isRejected(credential: CredentialRecord, { rejectedVersion }: TokenRequest): boolean {
  return tokenVersion(credential) === rejectedVersion;
}

/**
 * Just renewed and refused all the same: another renewal would bring no better token, and code that loops on a refusal would drive the
 * provider to end the grant.
 */
function isRejectedTooSoon(
  { rejectionSpacingSeconds }: Dependencies,
  credential: CredentialRecord,
  request: TokenRequest,
): boolean {
  const isRenewed = credential.version > 1;
  return isRenewed && isRejected(credential, request) && (credential.ageSeconds ?? Infinity) < rejectionSpacingSeconds;
}

/**
 * Where the provider's tokens live shorter than asked, one counts as fresh for the first half of its life; and for a minute where they
 * do not live at all, since another one would be over as soon.
 */
function isFresh(grant: StoredGrant, request: TokenRequest): boolean {
  const { credential } = grant;
  if (isRejected(credential, request)) return false;
  const secondsLeft = secondsLeftOf(grant);
  const { lifetimeSeconds } = credential;
  if (lifetimeSeconds !== null && lifetimeSeconds < 1) return secondsLeft > -deadOnArrivalSeconds;
  return secondsLeft >= Math.min(request.minTtlSeconds, (lifetimeSeconds ?? Infinity) / 2);
}

async function tryRefresh(deps: Dependencies, grant: StoredGrant, request: TokenRequest): Promise<RefreshOutcome> {
  const { credential } = grant;
  const usable = isAlive(grant) && !isRejected(credential, request);
  if (!credential.refreshable && usable) return { kind: 'delayed', code: 'token_unavailable' };
  // Somebody has just tried in vain, perhaps while we waited: with many callers, each would otherwise try in turn.
  const waitSeconds = credential.waitSeconds ?? 0;
  if (waitSeconds > 0) return { kind: 'delayed', code: 'token_unavailable', retryInSeconds: waitSeconds };
  // Also for what cannot be renewed: that is where the connection turns red and says why.
  return refreshCredential(deps, credential, usable ? briefPatienceSeconds : undefined);
}
