import type * as v from 'valibot';
import { paths, permissions, type ConnectLinkAnswer, type connectLinkRequestSchema, type OpenedLink } from '../contract/index.ts';
import { generateToken, hashToken } from '../vault/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { connectionRows } from './open-session.ts';

/** As long as any session; the page asks for the next one by itself. */
const sessionSeconds = 1800;

/**
 * Makes a link to the hosted page. Its secret is in the fragment, which no server, log or referrer sees.
 * @throws DomainError `unknown_integration`, `unknown_config_var`, `origin_not_allowed` for a `returnUrl` elsewhere.
 */
export async function createConnectLink(
  deps: Dependencies,
  request: v.InferOutput<typeof connectLinkRequestSchema>,
): Promise<ConnectLinkAnswer> {
  const { customer, user, configVar = null, returnUrl = null } = request;
  const integration = deps.model.integrations.get(request.integration);
  if (!integration) throw new DomainError('unknown_integration');
  if (configVar !== null && !integration.configVars.has(configVar)) throw new DomainError('unknown_config_var');
  if (returnUrl !== null && !deps.allowedOrigins.has(new URL(returnUrl).origin)) throw new DomainError('origin_not_allowed');
  const secret = generateToken('ccl');
  const { expiresAt } = await deps.storage.transaction(async (tx) => {
    const customerId = await tx.customers.ensure(customer.id, customer.name);
    const instance = await tx.customers.ensureInstance(customerId, integration, connectionRows(integration));
    return tx.connectLinks.create({
      customerId,
      instanceId: instance.id,
      userId: user.id,
      configVar,
      returnUrl,
      secretHash: hashToken(secret),
      lifetimeSeconds: request.expiresInSeconds,
    });
  });
  return { url: `${deps.publicUrl}${paths.connectPage}#link=${secret}`, expiresAt: expiresAt.toISOString() };
}

/**
 * Opens a link in a browser, to which it then belongs. The same browser may do so again until the link ends.
 * @throws DomainError `not_found`, `link_expired`, `link_used` (in another browser).
 */
export async function openConnectLink(deps: Dependencies, secret: string, browserToken: string): Promise<OpenedLink> {
  const token = generateToken('ccs');
  return deps.storage.transaction(async (tx) => {
    const link = await tx.connectLinks.open(hashToken(secret), hashToken(browserToken));
    if (link === undefined) throw new DomainError('not_found');
    if (link === 'expired') throw new DomainError('link_expired');
    if (link === 'used') throw new DomainError('link_used');
    const { customerId, instanceId, userId, integrationKey, configVar, returnUrl } = link;
    await tx.sessions.create({
      customerId,
      instanceId,
      userId,
      role: 'customer',
      permissions,
      origin: new URL(deps.publicUrl).origin,
      tokenHash: hashToken(token),
      lifetimeSeconds: sessionSeconds,
    });
    return { token, integration: integrationKey, configVar: configVar ?? '', returnUrl: returnUrl ?? '' };
  });
}
