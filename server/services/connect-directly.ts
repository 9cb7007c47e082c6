import type { Session } from '../storage/index.ts';
import { createDpopKey, requestTokensDirectly } from '../oauth/index.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { findForSession, type FoundConnection } from './find-connection.ts';
import { awaitSignInTurn } from './provider-turns.ts';
import { recordingRefusal } from './recording-refusal.ts';
import { resolveClient } from './resolve-client.ts';
import { storeGrant } from './store-grant.ts';

/**
 * CONNECT without a sign-in: fetches a token with nothing but the saved fields and stores it.
 * @throws DomainError with the provider's refusal in our codes; the connection then is as it was, with a log line.
 */
export async function connectDirectly(
  deps: Dependencies,
  session: Session,
  connectionId: string,
  actor: Actor,
): Promise<FoundConnection> {
  const found = await findForSession(deps, session, connectionId, 'connect');
  if (found.configVar.definition.connect !== 'direct') throw new DomainError('not_connectable');
  const client = await resolveClient(deps, found);
  return recordingRefusal(deps, found, { actor, role: session.role }, async () => {
    await awaitSignInTurn(deps, client);
    const tokens = await requestTokensDirectly({ client, dpopKey: await createDpopKey(client) }, deps.fetch);
    const { customerId, id } = found.record;
    const grant = { tokens, context: {} };
    await storeGrant(deps, found, { kind: 'grant', customerId, connectionId: id, client, grant, actor });
    return found;
  });
}
