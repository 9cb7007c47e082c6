import { sql } from 'drizzle-orm';
import { parseConfig } from '../../server/definitions/index.ts';
import { turnsKeyOf } from '../../server/services/provider-turns.ts';
import { faultConfig, herdPerCustomer } from './fault.config.ts';
import type { FaultWorld } from './fault-world.ts';

const writersAtOnce = 20;

/**
 * Stores connected connections without their sign-ins, all with a token of the ledger's that ends in a minute. None is due yet.
 * @param count a multiple of 100.
 * @returns their ids, in the order of the ledger's grants.
 */
export async function seedHerd({ storage, provider, database }: FaultWorld, count: number): Promise<string[]> {
  const model = parseConfig(faultConfig(provider.url, provider.ledger.rotation));
  const herd = model.integrations.get('herd');
  if (!herd) throw new Error('no herd');
  const rows = [...herd.configVars.values()].map(({ stableKey, definition }) => ({
    stableKey,
    definitionKey: definition.key,
    initialStatus: 'configured' as const,
  }));
  const turnsKey = turnsKeyOf({ clientId: 'app', refreshUrl: `${provider.url}/token` });
  const owners: { customerId: string; connectionId: string }[] = [];
  for (let customer = 0; customer < count / herdPerCustomer; customer += 1) {
    const customerId = await storage.customers.ensure(`herd-${customer}`, undefined);
    const { id } = await storage.customers.ensureInstance(customerId, herd, rows);
    for (const connection of await storage.connections.ofInstance(customerId, id))
      owners.push({ customerId, connectionId: connection.id });
  }
  const grants = owners.map(() => provider.ledger.grant());
  for (let first = 0; first < count; first += writersAtOnce) {
    await Promise.all(
      owners.slice(first, first + writersAtOnce).map(async (owner, offset) => {
        const answer = grants[first + offset];
        if (!answer || 'error' in answer) throw new Error('no grant');
        const tokens = {
          accessToken: answer.access_token,
          tokenType: 'Bearer',
          refreshToken: answer.refresh_token,
          extras: {},
          context: {},
        };
        const grant = { generation: 1, fingerprint: 'f', rotation: provider.ledger.rotation, refreshable: true };
        await storage.credentials.replace(owner, grant, { tokens, expiresInSeconds: 60, turnsKey });
      }),
    );
  }
  await database.db.execute(sql`update connections set status = 'active', generation = 1, connected_at = now()`);
  return owners.map(({ connectionId }) => connectionId);
}
