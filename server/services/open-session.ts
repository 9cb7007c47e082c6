import type * as v from 'valibot';
import type { SessionAnswer, sessionRequestSchema } from '../contract/index.ts';
import { effectiveValues, missingRequired, type Integration } from '../definitions/index.ts';
import type { ConfigVarRow, Session } from '../storage/index.ts';
import { generateToken, hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';

/**
 * Opens a session for one user of one customer in one integration. The first one creates the customer, its data key, the instance and a
 * connection row per config variable.
 * @throws DomainError `unknown_integration`, `origin_not_allowed`.
 */
export async function openSession(
  deps: Dependencies,
  request: v.InferOutput<typeof sessionRequestSchema>,
): Promise<SessionAnswer> {
  const integration = deps.model.integrations.get(request.integration);
  if (!integration) throw new DomainError('unknown_integration');
  const origin = request.origin === undefined ? null : new URL(request.origin).origin;
  if (origin !== null && !deps.allowedOrigins.has(origin)) throw new DomainError('origin_not_allowed');

  const token = generateToken('ccs');
  return deps.storage.transaction(async (tx) => {
    const customerId = await tx.customers.ensure(request.customer.id, request.customer.name);
    const instance = await tx.customers.ensureInstance(customerId, integration, connectionRows(integration));
    const session = await tx.sessions.create({
      customerId,
      instanceId: instance.id,
      userId: request.user.id,
      role: request.role,
      permissions: request.permissions,
      origin,
      tokenHash: hashToken(token),
      lifetimeSeconds: request.expiresInSeconds,
    });
    return { token, expiresAt: session.expiresAt.toISOString(), instanceId: instance.id };
  });
}

function connectionRows(integration: Integration): ConfigVarRow[] {
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
 * The session of a token the tag sent.
 * @param origin the page's origin as the browser stated it; undefined for requests that are not from a page.
 * @throws DomainError `session_missing`, `session_invalid`, `session_expired`, `origin_not_allowed`.
 */
export async function authenticateSession(
  deps: Dependencies,
  token: string | undefined,
  origin: string | undefined,
): Promise<Session> {
  if (token === undefined || token === '') throw new DomainError('session_missing');
  const session = await deps.storage.sessions.findByToken(hashToken(token));
  if (session === undefined) throw new DomainError('session_invalid');
  if (session === 'expired') throw new DomainError('session_expired');
  if (session.origin !== null && origin !== undefined && origin !== session.origin) throw new DomainError('origin_not_allowed');
  return session;
}
