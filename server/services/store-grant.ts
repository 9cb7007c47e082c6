import type { ErrorCode } from '../contract/index.ts';
import { isRenewedFromFields, type ResolvedOAuth } from '../definitions/index.ts';
import type { FinishedAuthorization } from '../oauth/index.ts';
import type { ConnectionRecord, CredentialRecord, FlowRecord, Storage } from '../storage/index.ts';
import { VaultError } from '../vault/index.ts';
import type { Actor, Dependencies, RevocationTicket } from './dependencies.ts';
import { revocationTicket } from './end-grant.ts';
import type { FoundConnection } from './find-connection.ts';
import { termsOf } from './grant-end.ts';
import { exchangeState } from './exchange-state.ts';
import { recordChange, type Happening } from './record-change.ts';
import { newTokens } from './refresh-schedule.ts';
import { retireReplaced } from './retire-replaced.ts';

/**
 * Stores a new grant as the next generation, in one transaction with the end of its flow. When the flow was superseded while the code
 * was being exchanged (disconnected, cancelled, settings changed), or its session ended, the tokens never reach the row: they are queued
 * for revocation.
 * @param flow the flow that asked for it; absent when there was no sign-in.
 * @returns undefined when the grant was stored; else why it was not, `flow_superseded` or `session_revoked`.
 */
export async function storeGrant(
  deps: Dependencies,
  { record: { id, customerId }, configVar }: FoundConnection,
  client: ResolvedOAuth,
  grant: FinishedAuthorization,
  actor: Actor,
  flow?: FlowRecord,
): Promise<ErrorCode | undefined> {
  const refusal = await deps.storage.transaction(async (tx): Promise<ErrorCode | undefined> => {
    // Locked first: DISCONNECT and a rival sign-in wait here, so the flow's end and the new generation are seen together.
    const record = await tx.connections.lock(customerId, id);
    const ended = record && flow && (await endFlow(tx, record, flow, actor));
    if (!record || ended !== undefined) {
      const ticket = revocationTicket(client, grant.tokens);
      // A deleted connection has no generation any more, and its tokens must be revoked all the same.
      const generation = record?.generation ?? 0;
      if (ticket) await tx.revocations.enqueue({ customerId, connectionId: id, generation }, ticket, 0);
      return ended ?? 'flow_superseded';
    }
    const owner = { customerId, connectionId: id };
    const generation = record.generation + 1;
    const previous = await tx.credentials.lock(customerId, id);
    const isOtherAccount = previous !== undefined && (await belongsToOther(tx, previous, grant.tokens.accountId));
    if (previous && flow) await retireReplaced(tx, { record, previous, client, tokens: grant.tokens, actor });
    const terms = termsOf(deps, id, client);
    const rotation = client.provider.refresh.rotation;
    const fromFields = isRenewedFromFields(client.grant);
    const refreshable = fromFields || grant.tokens.refreshToken !== undefined;
    await tx.credentials.replace(
      owner,
      {
        generation,
        fingerprint: client.fingerprint,
        rotation,
        refreshable,
        ...(fromFields || terms.consentSeconds === undefined ? {} : { consentSeconds: terms.consentSeconds }),
      },
      newTokens(grant.tokens, { context: grant.context, fromFields }, terms),
    );
    await recordChange(tx, record, {
      code: previous ? 'reconnected' : 'connected',
      actor,
      status: { status: 'configured' },
      facts: {
        generation,
        warning: null,
        connectedAt: 'now',
        accountLabel: grant.tokens.accountLabel ?? null,
        requestedScopes: [...client.scopes],
        grantedScopes: grant.tokens.scopes === undefined ? null : [...grant.tokens.scopes],
      },
    });
    for (const remark of remarksOn(grant, isOtherAccount)) await recordRemark(tx, record, remark, actor);
    const missing = missingScopes(configVar, grant);
    if (missing.length > 0) {
      const details = { requestedScopes: configVar.definition.requiredScopes.join(' '), missingScopes: missing.join(' ') };
      await recordChange(tx, record, {
        code: 'scope_missing',
        actor,
        details,
        status: { status: 'error', reason: 'scope_missing' },
      });
    }
    return undefined;
  });
  if (flow) deps.metrics.flowFinished(flow.definitionKey, refusal ?? 'connected');
  return refusal;
}

/** Ends a flow as succeeded, if its session still lives and nothing superseded it. @returns why not. */
async function endFlow(
  tx: Storage<RevocationTicket>,
  record: ConnectionRecord,
  flow: FlowRecord,
  actor: Actor,
): Promise<ErrorCode | undefined> {
  const from = [exchangeState(flow)];
  if (await tx.sessions.isAlive(flow.sessionId)) {
    return (await tx.flows.end(flow.id, from, { state: 'succeeded' })) ? undefined : 'flow_superseded';
  }
  if (!(await tx.flows.end(flow.id, from, { state: 'failed', code: 'session_revoked' }))) return 'flow_superseded';
  await recordChange(tx, record, { code: 'session_revoked', actor });
  return 'session_revoked';
}

/** Scopes that the vendor cannot do without and the customer did not grant; an answer that names none grants what was asked for. */
function missingScopes({ definition }: FoundConnection['configVar'], { tokens }: FinishedAuthorization): string[] {
  return definition.requiredScopes.filter((scope) => tokens.scopes?.includes(scope) === false);
}

/** Whether the stored tokens are known to be another account's. Nothing known on one side, or tokens that do not open, tell nothing. */
async function belongsToOther(
  tx: Storage<RevocationTicket>,
  previous: CredentialRecord,
  accountId: string | undefined,
): Promise<boolean> {
  if (accountId === undefined) return false;
  try {
    const before = (await tx.credentials.readTokensForUse(previous))?.accountId;
    return before !== undefined && before !== accountId;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'decrypt_failed') return false;
    throw error;
  }
}

/** What a customer should know of a sign-in that succeeded. */
type Remark = Pick<Happening, 'details'> & { readonly code: 'account_changed' | 'address_dropped' | 'details_unknown' };

function remarksOn({ tokens, dropped = [], detailsUnknown = false }: FinishedAuthorization, isOtherAccount: boolean): Remark[] {
  const names = [...dropped, ...(tokens.droppedExtras ?? [])];
  return [
    ...(isOtherAccount ? [{ code: 'account_changed' } as const] : []),
    ...(names.length === 0 ? [] : [{ code: 'address_dropped', details: { names: names.join(', ') } } as const]),
    ...(detailsUnknown ? [{ code: 'details_unknown' } as const] : []),
  ];
}

function recordRemark(tx: Storage<RevocationTicket>, record: ConnectionRecord, remark: Remark, actor: Actor): Promise<void> {
  return recordChange(tx, { ...record, status: 'configured', reason: null }, { ...remark, actor });
}
