import type { ConnectRequest, StartedFlow } from '../contract/index.ts';
import type { Session } from '../storage/index.ts';
import { generateToken, hashToken } from '../vault/index.ts';
import { callbackUrl } from './callback-url.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { findToConnect } from './find-connection.ts';
import { prepareServer } from './prepare-server.ts';
import { resolveClient } from './resolve-client.ts';

/** A flow lives ten minutes by the database's clock. */
const flowLifetimeSeconds = 600;

/**
 * Begins one CONNECT with a sign-in: step 1 of 3. Nothing is bound to a browser yet and no authorization URL exists, so there is no
 * link that could be mailed to somebody else. Next: {@link bindFlow} on the start page.
 * @param pageOrigin the origin of the page that asks, as its browser stated it.
 * @throws DomainError `not_found`, `forbidden`, `not_connectable`, `missing_fields`, `origin_not_allowed`; what {@link prepareServer} meets.
 */
export async function beginConnect(
  deps: Dependencies,
  session: Session,
  connectionId: string,
  request: Extract<ConnectRequest, { mode: 'popup' | 'redirect' }>,
  pageOrigin: string,
): Promise<StartedFlow> {
  const found = await findToConnect(deps, session, connectionId);
  const { record, configVar } = found;
  if (configVar.definition.connect !== 'popup') throw new DomainError('not_connectable');
  // Only back to the page it came from: any other address would make the server an open redirector.
  if (request.mode === 'redirect' && !isPageOf(request.returnUrl, pageOrigin)) throw new DomainError('origin_not_allowed');
  await prepareServer(deps, found, { actor: { name: `user:${session.userId}` }, role: session.role });
  const client = await resolveClient(deps, found, await found.readSaved());

  const startSecret = generateToken('fss');
  const flow = await deps.storage.flows.create({
    customerId: record.customerId,
    connectionId: record.id,
    generation: record.generation,
    sessionId: session.id,
    userId: session.userId,
    definitionKey: configVar.definition.callbackKey,
    fingerprint: client.fingerprint,
    redirectUri: callbackUrl(deps, configVar.definition.callbackKey),
    mode: request.mode,
    pageOrigin,
    locale: request.locale ?? null,
    returnUrl: request.mode === 'redirect' ? request.returnUrl : null,
    startSecretHash: hashToken(startSecret),
    lifetimeSeconds: flowLifetimeSeconds,
  });
  return { id: flow.id, startSecret, expiresAt: flow.expiresAt.toISOString() };
}

/** A page of that origin; `blob:` URLs have the origin of who made them and are none. */
function isPageOf(address: string, origin: string): boolean {
  const url = new URL(address);
  return url.origin === origin && (url.protocol === 'https:' || url.protocol === 'http:');
}
