import type { Spool, SpooledEntry } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { revocationTicket } from './end-grant.ts';
import { configVarOf } from './find-connection.ts';
import type { ReceivedTokens } from './received-tokens.ts';
import { storeReceivedGrant } from './store-grant.ts';
import { storeRefreshed } from './store-refreshed.ts';

/**
 * Stores what an earlier process received and did not live to store. To be done before anything is renewed: the newest tokens may be here.
 * What cannot be stored stays where it is, with a line in the server's log; the next start tries again.
 */
export async function replaySpool(deps: Dependencies, spool: Spool): Promise<void> {
  for (const entry of await spool.entries()) {
    const { connectionId } = entry.owner;
    try {
      const outcome = await replay(deps, entry);
      if (outcome === 'not_declared') {
        deps.log.error({ connectionId, code: outcome }, 'spooled tokens belong to a connection that is not declared');
        continue;
      }
      await entry.remove();
      deps.log.warn({ connectionId, code: outcome }, 'spooled tokens were seen to');
    } catch (error) {
      deps.log.error({ connectionId, error }, 'spooled tokens could not be stored');
    }
  }
}

async function replay(deps: Dependencies, entry: SpooledEntry): Promise<'stored' | 'revoked' | 'not_declared'> {
  const received = JSON.parse(entry.read()) as ReceivedTokens;
  const attempt = { ageSeconds: Math.max(0, (Date.now() - entry.writtenAt) / 1000), isRepeat: true };
  const record = await deps.storage.connections.find(received.customerId, received.connectionId);
  if (!record) return revoke(deps, received);
  const configVar = configVarOf(deps.model, record);
  if (!configVar) return 'not_declared';
  if (received.kind === 'grant') await storeReceivedGrant(deps, configVar, received, attempt);
  else await storeRefreshed(deps, { record, configVar }, received, attempt);
  return 'stored';
}

/** The connection was deleted meanwhile. */
async function revoke({ storage }: Dependencies, received: ReceivedTokens): Promise<'revoked'> {
  const tokens = received.kind === 'grant' ? received.grant.tokens : { ...received.keptTokens, ...received.set };
  const ticket = revocationTicket(received.client, tokens);
  const { customerId, connectionId } = received;
  if (ticket) await storage.revocations.enqueue({ customerId, connectionId, generation: 0 }, ticket, 0);
  return 'revoked';
}
