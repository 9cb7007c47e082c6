import type { ResolvedOAuth } from '../definitions/index.ts';
import type { TokenSet } from '../oauth/index.ts';
import type { ConnectionRecord, CredentialRecord, Storage } from '../storage/index.ts';
import { VaultError } from '../vault/index.ts';
import type { Actor, RevocationTicket } from './dependencies.ts';
import { revocationTicket } from './end-grant.ts';
import { recordChange } from './record-change.ts';

/** A sign-in that takes the place of an earlier one, in the transaction that stores it. */
export interface Replacement {
  readonly record: ConnectionRecord;
  readonly previous: CredentialRecord;
  readonly client: ResolvedOAuth;
  readonly tokens: TokenSet;
  readonly actor: Actor;
}

/**
 * Sees to the tokens that a new sign-in replaces, before they are overwritten. Where the provider's call ends one token, they are queued
 * for revocation. Where one call ends the whole grant, or all that the account granted, it could end the new sign-in as well: then the
 * old tokens are left to the provider, and the log says so.
 */
export async function retireReplaced(tx: Storage<RevocationTicket>, replacement: Replacement): Promise<void> {
  const { record, previous, client, tokens, actor } = replacement;
  if (client.provider.revoke === undefined || client.revokeUrl === undefined) return;
  if (client.provider.revoke.scope !== 'token') {
    await recordChange(tx, record, { code: 'revocation_skipped', actor });
    return;
  }
  const replaced = await openTokens(tx, previous);
  const spare = replaced && previous.hasSpare ? await tx.credentials.readSpareForUse(previous) : undefined;
  const ticket = replaced && revocationTicket(client, replaced, spare);
  if (!ticket) return;
  // A provider that gives the same person the same token again must not be asked to end it.
  const live = new Set([tokens.accessToken, tokens.refreshToken]);
  const dead = ticket.tokens.filter(({ token }) => !live.has(token));
  if (dead.length === 0) return;
  const owner = { customerId: record.customerId, connectionId: record.id, generation: previous.generation };
  await tx.revocations.enqueue(owner, { ...ticket, tokens: dead }, 0);
}

/** Tokens that a new sign-in replaces; undefined when they were sealed with a key that is gone: it must go on all the same. */
export async function openTokens(tx: Storage<RevocationTicket>, previous: CredentialRecord) {
  try {
    return await tx.credentials.readTokensForUse(previous);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
