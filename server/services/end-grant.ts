import { effectiveValues, resolveConnection, type ResolvedOAuth } from '../definitions/index.ts';
import type { CredentialRecord, RevocationRecord, Storage, StoredTokens } from '../storage/index.ts';
import type { RevocationTicket, TokenTicket } from './dependencies.ts';
import type { FoundConnection } from './find-connection.ts';
import { findRegistration, forgetRegistration, ownerOf } from './registration.ts';

/** What remains to be done at the provider after a grant was ended here. */
export type EndedGrant =
  | { readonly kind: 'nothing_to_revoke' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'queued'; readonly revocation: RevocationRecord };

// Long enough for the caller to try it once itself before the background takes over.
const holdSeconds = 30;

/**
 * Ends a connection's grant inside the caller's transaction: its tokens leave the table, open sign-ins are superseded, and what can be
 * revoked is queued. The caller moves the generation and records the change.
 */
export async function endGrant(tx: Storage<RevocationTicket>, { record, configVar }: FoundConnection): Promise<EndedGrant> {
  const owner = { customerId: record.customerId, connectionId: record.id };
  await tx.flows.supersede(record.id);
  // Locked, so that a renewal that is just being stored is revoked with the rest, or comes too late and sees to its own tokens.
  const credential = await tx.credentials.lock(record.customerId, record.id);
  const ticket = credential && (await readTicket(tx, credential, { record, configVar }));
  await tx.credentials.remove(record.customerId, record.id);
  // A client at a customer's server was registered for this grant; it goes with it, after the tokens where those are to be revoked.
  if (ticket) await tx.registrations.remove(owner);
  else await forgetRegistration(tx, { record });
  if (!credential) return { kind: 'nothing_to_revoke' };
  if (ticket === undefined) return { kind: 'unsupported' };
  const revocation = await tx.revocations.enqueue({ ...owner, generation: record.generation }, ticket, holdSeconds);
  return { kind: 'queued', revocation };
}

async function readTicket(
  tx: Storage<RevocationTicket>,
  credential: CredentialRecord,
  { record, configVar }: FoundConnection,
): Promise<TokenTicket | undefined> {
  try {
    const values = await tx.values.readForUse(ownerOf(record));
    const registration = await findRegistration(tx, ownerOf(record));
    const resolved = resolveConnection(configVar, effectiveValues(configVar, values), registration);
    const tokens = await tx.credentials.readTokensForUse(credential);
    const spare = credential.hasSpare ? await tx.credentials.readSpareForUse(credential) : undefined;
    const ticket = resolved.ok && tokens ? revocationTicket(resolved.client, tokens, spare) : undefined;
    const management = registration?.client.management;
    return ticket && management ? { ...ticket, management } : ticket;
  } catch {
    // Sealed with a key that is gone: nothing can be revoked, and the row must be deletable all the same.
    return undefined;
  }
}

/**
 * The tokens to revoke at a provider, in the order it wants them; undefined when it has no such call, or none for these tokens.
 * @param spare a second set of the same grant, which goes after the first.
 */
export function revocationTicket(
  client: ResolvedOAuth,
  tokens: Pick<StoredTokens, 'accessToken' | 'refreshToken' | 'dpopKey' | 'accountId'>,
  spare?: Pick<StoredTokens, 'accessToken' | 'refreshToken'>,
): TokenTicket | undefined {
  const { revoke } = client.provider;
  if (revoke === undefined || client.revokeUrl === undefined) return undefined;
  const wanted = [tokens, ...(spare ? [spare] : [])].flatMap(({ refreshToken, accessToken }) =>
    revoke.tokens.flatMap((kind) => {
      const token = { refresh_token: refreshToken, access_token: accessToken }[kind];
      return token === undefined ? [] : [{ token, kind }];
    }),
  );
  const bound = tokens.dpopKey === undefined ? {} : { dpopKey: tokens.dpopKey };
  const account = tokens.accountId === undefined ? {} : { accountId: tokens.accountId };
  return wanted.length === 0 ? undefined : { client, ...bound, ...account, tokens: wanted };
}
