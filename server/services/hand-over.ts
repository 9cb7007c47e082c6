import { setTimeout as pause } from 'node:timers/promises';
import type * as v from 'valibot';
import type { Credentials, credentialsRequestSchema } from '../contract/index.ts';
import { fieldsForCode } from '../definitions/index.ts';
import type { CredentialRecord, StoredTokens } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { findForVendor, type FoundConnection } from './find-connection.ts';
import { refreshCredential, type RefreshOutcome } from './refresh-credential.ts';
import { readValues } from './resolve-client.ts';

// How long a caller waits for whoever holds the refresh lease: one egress deadline and a little.
const waitMs = 22_000;
const pollMs = 100;

/**
 * A connection for the vendor's code: its fields, and a token that lives at least as long as asked. Refreshes first when it must, once
 * for however many callers ask. Never a refresh token.
 * @throws DomainError `not_found`, `not_configured`, the reason of a red connection, or `token_unavailable` when no fresh token can be
 * had just now.
 */
export async function handOver(
  deps: Dependencies,
  connectionId: string,
  request: v.InferOutput<typeof credentialsRequestSchema>,
): Promise<Credentials> {
  const found = await findForVendor(deps, connectionId);
  const { record, configVar } = found;
  if (record.status === 'not_configured') throw new DomainError('not_configured');
  if (record.status === 'error' && record.reason !== null && isDead(found)) throw new DomainError(record.reason);
  const fields = fieldsForCode(configVar, await readValues(deps, found));
  const base = { id: record.id, key: configVar.definition.key, configVarKey: configVar.key, fields };
  if (configVar.definition.oauth2Type === undefined) {
    deps.metrics.credentialsHandedOver(configVar.definition.key, 'stored');
    return { ...base, version: record.revision };
  }

  const { credential, tokens, source } = await freshTokens(deps, found, request);
  deps.metrics.credentialsHandedOver(configVar.definition.key, source);
  return {
    ...base,
    version: credential.version,
    token: {
      ...tokens.extras,
      access_token: tokens.accessToken,
      token_type: tokens.tokenType,
      ...(credential.expiresAt === null ? {} : { expires_at: credential.expiresAt.toISOString() }),
      ...(record.grantedScopes === null ? {} : { scope: record.grantedScopes.join(' ') }),
    },
    ...(Object.keys(tokens.context).length === 0 ? {} : { context: tokens.context }),
  };
}

/** A red OAuth connection has no token worth handing out; a red key-based one may have been red by mistake and is tried again. */
function isDead({ record, configVar }: FoundConnection): boolean {
  const dead: (typeof record.reason)[] = [
    'reauth_required',
    'outcome_unknown',
    'decrypt_failed',
    'credentials_rejected',
    'provider_error_persistent',
  ];
  return configVar.definition.oauth2Type !== undefined && dead.includes(record.reason);
}

/** The stored tokens of a connection, renewed first when they end too soon or were refused. Shared with the test request. */
export async function freshTokens(
  deps: Dependencies,
  found: FoundConnection,
  request: { minTtlSeconds: number; rejectedVersion?: number | undefined },
): Promise<{ credential: CredentialRecord; tokens: StoredTokens; source: 'stored' | 'refreshed' }> {
  const { customerId, id } = found.record;
  const deadline = Date.now() + waitMs;
  let source: 'stored' | 'refreshed' = 'stored';
  for (;;) {
    const credential = await deps.storage.credentials.find(customerId, id);
    if (!credential) throw new DomainError('not_configured');
    const outcome = isFresh(credential, request) ? undefined : await tryRefresh(deps, found, credential);
    if (outcome?.kind === 'refreshed') {
      source = 'refreshed';
      continue;
    }
    if (outcome?.kind === 'ended') throw new DomainError(outcome.reason);
    // Not to be renewed just now: a token with life left is better than none, unless it is the one that was refused.
    const usable = outcome === undefined || (isAlive(credential) && credential.version !== request.rejectedVersion);
    if (usable && (outcome?.kind !== 'busy' || Date.now() > deadline)) {
      const tokens = await deps.storage.credentials.readTokensForUse(credential);
      if (tokens) return { credential, tokens, source };
      continue;
    }
    if (outcome?.kind === 'delayed' || Date.now() > deadline) throw new DomainError('token_unavailable');
    await pause(pollMs);
  }
}

function isAlive({ secondsLeft }: CredentialRecord): boolean {
  return secondsLeft === null || secondsLeft > 0;
}

function isFresh(
  credential: CredentialRecord,
  request: { minTtlSeconds: number; rejectedVersion?: number | undefined },
): boolean {
  // Reported with an older version: a newer token is stored already, and no refresh is owed.
  if (credential.version === request.rejectedVersion) return false;
  return credential.secondsLeft === null || credential.secondsLeft >= request.minTtlSeconds;
}

async function tryRefresh(
  deps: Dependencies,
  { configVar }: FoundConnection,
  credential: CredentialRecord,
): Promise<RefreshOutcome> {
  const renewable = credential.refreshable || configVar.definition.oauth2Type === 'client_credentials';
  if (!renewable)
    return isAlive(credential) ? { kind: 'delayed', code: 'token_unavailable' } : { kind: 'ended', reason: 'reauth_required' };
  return refreshCredential(deps, credential);
}
