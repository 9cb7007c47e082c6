import type * as v from 'valibot';
import type { SessionAnswer, sessionRequestSchema } from '../contract/index.ts';
import { effectiveValues, missingRequired, type Integration } from '../definitions/index.ts';
import type { ConfigVarRow, Session } from '../storage/index.ts';
import { generateToken, hashToken } from '../vault/index.ts';
import { onBehalfOf, type Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { renderConnections } from './render-connections.ts';
import { maxSignedLifetimeSeconds, verifySignedSession } from './signed-session.ts';

type SessionFacts = v.InferOutput<typeof sessionRequestSchema>;

/**
 * Opens a session for one user of one customer in one integration. The first one creates the customer, its data key, the instance and a
 * connection row per config variable.
 * @throws DomainError `unknown_integration`, `origin_not_allowed`.
 */
export async function openSession(deps: Dependencies, request: SessionFacts): Promise<SessionAnswer> {
  const token = generateToken('ccs');
  const { expiresAt, ...session } = await storeSession(deps, request, token);
  const answer = { token, expiresAt: expiresAt.toISOString(), instanceId: session.instanceId };
  if (!request.snapshot || !session.permissions.includes('read')) return answer;
  const viewer = { ...session, language: request.snapshot.locale };
  return { ...answer, snapshot: await renderConnections(onBehalfOf(deps, session), viewer, request.integration) };
}

/** Makes the rows of a session, its token's hash among them. Twice for one token is as good as once. */
async function storeSession(
  deps: Dependencies,
  request: SessionFacts,
  token: string,
): Promise<Session & { readonly expiresAt: Date }> {
  const integration = deps.model.integrations.get(request.integration);
  if (!integration) throw new DomainError('unknown_integration');
  const origin = request.origin === undefined ? null : new URL(request.origin).origin;
  if (origin !== null && !deps.allowedOrigins.has(origin)) throw new DomainError('origin_not_allowed');

  return deps.storage.transaction(async (tx) => {
    const customerId = await tx.customers.ensure(request.customer.id, request.customer.name);
    const instance = await tx.customers.ensureInstance(customerId, integration, connectionRows(integration));
    const facts = {
      customerId,
      instanceId: instance.id,
      userId: request.user.id,
      role: request.role,
      permissions: request.permissions,
      origin,
    };
    const lifetime = { tokenHash: hashToken(token), lifetimeSeconds: request.expiresInSeconds };
    return { ...facts, integrationKey: integration.key, ...(await tx.sessions.create({ ...facts, ...lifetime })) };
  });
}

/** The rows an instance of an integration starts with. */
export function connectionRows(integration: Integration): ConfigVarRow[] {
  return [...integration.configVars.values()].map((configVar) => {
    const complete =
      configVar.definition.connect === 'fields' && missingRequired(configVar, effectiveValues(configVar, new Map())).length === 0;
    return {
      stableKey: configVar.stableKey,
      definitionKey: configVar.definition.key,
      initialStatus: complete ? 'configured' : 'not_configured',
    };
  });
}

/**
 * The session of a token the tag sent: an opaque one of {@link openSession}, or one that the vendor signed.
 * @param origin the page's origin as the browser stated it; undefined for requests that are not from a page.
 * @throws DomainError `session_missing`, `session_invalid`, `session_expired`, `origin_not_allowed`; for a signed token also `unknown_integration`.
 */
export async function authenticateSession(
  deps: Dependencies,
  token: string | undefined,
  origin: string | undefined,
): Promise<Session> {
  if (token === undefined || token === '') throw new DomainError('session_missing');
  const find = () => deps.storage.sessions.findByToken(hashToken(token));
  const session = token.includes('.') ? await findSigned(deps, token, find) : await find();
  if (session === undefined) throw new DomainError('session_invalid');
  if (session === 'expired') throw new DomainError('session_expired');
  if (session.origin !== null && origin !== undefined && origin !== session.origin) throw new DomainError('origin_not_allowed');
  return session;
}

/**
 * A signed token is checked at every request, so that it ends with its `exp` and with its key. Its first use makes a session row by its
 * hash, like any other's; the row may outlive a short token, so that a sign-in that was begun under it can be finished.
 */
async function findSigned<Found>(deps: Dependencies, token: string, find: () => Promise<Found>): Promise<Found> {
  const verified = await verifySignedSession(token, deps.sessionKeys, new URL(deps.publicUrl).origin);
  if (!verified.ok) {
    deps.log.info({ code: verified.code, reason: verified.reason }, 'a signed session token was refused');
    throw new DomainError(verified.code);
  }
  const known = await find();
  if (known !== undefined) return known;
  const { sub, ...facts } = verified.claims;
  await storeSession(deps, { ...facts, user: { id: sub }, expiresInSeconds: maxSignedLifetimeSeconds }, token);
  return find();
}
