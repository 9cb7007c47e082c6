import type { ErrorCode } from '../contract/index.ts';
import { isRenewedFromFields } from '../definitions/index.ts';
import type { FinishedAuthorization } from '../oauth/index.ts';
import type { ConnectionRecord, CredentialRecord, Storage } from '../storage/index.ts';
import type { Actor, Dependencies, RevocationTicket } from './dependencies.ts';
import { revocationTicket } from './end-grant.ts';
import type { FoundConnection } from './find-connection.ts';
import { grantOwner } from './grant-owner.ts';
import { termsOf } from './grant-end.ts';
import { exchangeState } from './exchange-state.ts';
import { aged, type ReceivedGrant, type StoreTry } from './received-tokens.ts';
import { recordChange, type Happening } from './record-change.ts';
import { newTokens } from './refresh-schedule.ts';
import { openTokens, retireReplaced } from './retire-replaced.ts';

/**
 * Stores a new grant as the next generation, in one transaction with the end of its flow, however long the database takes. When the flow
 * was superseded while the code was being exchanged (disconnected, cancelled, settings changed), or its session ended, the tokens never
 * reach the row: they are queued for revocation.
 * @returns undefined when the grant was stored; else why it was not, `flow_superseded` or `session_revoked`.
 * @throws NotStoredYetError when the database takes long.
 */
export function storeGrant(
  deps: Dependencies,
  { configVar }: FoundConnection,
  received: ReceivedGrant,
): Promise<ErrorCode | undefined> {
  return deps.safekeeping.keep(received, (attempt) => storeReceivedGrant(deps, configVar, received, attempt));
}

/** The same, tried once. Run again after a lost answer of the database, it finds its own work done and adds nothing. */
export async function storeReceivedGrant(
  deps: Dependencies,
  configVar: FoundConnection['configVar'],
  received: ReceivedGrant,
  { ageSeconds, isRepeat }: StoreTry,
): Promise<ErrorCode | undefined> {
  const { customerId, connectionId: id, client, actor, flow } = received;
  const grant = { ...received.grant, tokens: aged(received.grant.tokens, ageSeconds) };
  const refusal = await deps.storage.transaction(async (tx): Promise<ErrorCode | undefined> => {
    // Locked first: DISCONNECT and a rival sign-in wait here, so the flow's end and the new generation are seen together.
    const locked = tx.connections.lock(customerId, id);
    if (isRepeat && (await Promise.all([isStoredAlready(tx, received), locked]))[0]) return undefined;
    // One after the other on the transaction's connection, without waiting for the answer in between.
    const [record, settled, previous] = await Promise.all([
      locked,
      flow && tx.flows.settle(flow, exchangeState(flow)),
      tx.credentials.lock(customerId, id),
    ]);
    const ended = record && flow && (await endFlow(tx, record, settled, actor));
    if (!record || ended !== undefined) {
      const ticket = revocationTicket(client, grant.tokens);
      // A deleted connection has no generation any more, and its tokens must be revoked all the same.
      const generation = record?.generation ?? 0;
      if (ticket) await tx.revocations.enqueue({ customerId, connectionId: id, generation }, ticket, 0);
      return ended ?? 'flow_superseded';
    }
    const owner = { customerId, connectionId: id };
    const generation = record.generation + 1;
    const isOtherAccount = previous !== undefined && (await belongsToOther(tx, previous, grant.tokens.accountId));
    if (previous && flow) await retireReplaced(tx, { record, previous, client, tokens: grant.tokens, actor });
    const terms = termsOf(deps, id, client);
    const rotation = client.provider.refresh.rotation;
    const fromFields = isRenewedFromFields(client.grant);
    const refreshable = fromFields || grant.tokens.refreshToken !== undefined;
    const replaced = tx.credentials.replace(
      owner,
      {
        generation,
        fingerprint: client.fingerprint,
        rotation,
        refreshable,
        ...(fromFields ? {} : { owner: grantOwner(client, grant.tokens.accountId) }),
        ...(fromFields || terms.consentSeconds === undefined ? {} : { consentSeconds: terms.consentSeconds }),
      },
      newTokens(grant.tokens, { context: grant.context, fromFields }, terms),
    );
    const recorded = recordChange(tx, record, {
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
    await Promise.all([replaced, recorded]);
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

/** Whether an earlier try was committed and only the word of it was lost: its flow says so, or the tokens themselves. */
async function isStoredAlready(
  tx: Storage<RevocationTicket>,
  { customerId, connectionId, flow, grant }: ReceivedGrant,
): Promise<boolean> {
  if (flow) return (await tx.flows.find(flow.id))?.state === 'succeeded';
  const stored = await tx.credentials.find(customerId, connectionId);
  const tokens = stored && (await openTokens(tx, stored));
  return tokens !== undefined && tokens.accessToken === grant.tokens.accessToken;
}

/** Whether a flow has ended as succeeded: its session still lived, and nothing had superseded it. @returns why not. */
async function endFlow(
  tx: Storage<RevocationTicket>,
  record: ConnectionRecord,
  outcome: Awaited<ReturnType<Storage['flows']['settle']>>,
  actor: Actor,
): Promise<ErrorCode | undefined> {
  if (outcome === undefined) return 'flow_superseded';
  if (outcome === 'succeeded') return undefined;
  await recordChange(tx, record, { code: outcome, actor });
  return outcome;
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
  const before = (await openTokens(tx, previous))?.accountId;
  return before !== undefined && before !== accountId;
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
