import type { Deleted } from '../contract/index.ts';
import type { ConnectionRecord, CustomerRecord, InstanceRecord, Storage } from '../storage/index.ts';
import type { Actor, Dependencies, RevocationTicket } from './dependencies.ts';
import { revokeAtOnce } from './disconnect.ts';
import { DomainError } from './domain-error.ts';
import { endGrant, type EndedGrant } from './end-grant.ts';
import { configVarOf } from './find-connection.ts';
import { audit } from './manage-customers.ts';
import { recordChange } from './record-change.ts';

interface EndedConnection {
  readonly record: ConnectionRecord;
  readonly grant: EndedGrant;
}

// The rest is queued all the same and goes through the background.
const revokedAtOnce = 20;

/**
 * Deletes a customer's instance: every connection of it is disconnected, and its rows are deleted. What can be revoked at a third party
 * is asked for once, then tried again in the background.
 * @throws DomainError `not_found`.
 */
export async function deleteInstance(
  deps: Dependencies,
  externalId: string,
  integrationKey: string,
  actor: Actor,
): Promise<Deleted> {
  const ended = await deps.storage.transaction(async (tx) => {
    const customer = await lockCustomer(tx, externalId);
    const instance = (await tx.customers.instances(customer.id)).find((row) => row.integrationKey === integrationKey);
    if (!instance) throw new DomainError('not_found');
    return removeInstance(deps, tx, instance, actor);
  });
  return revoke(deps, ended);
}

/**
 * Deletes a customer: as {@link deleteInstance} for all of its instances, then the customer, and with it the key that its values were
 * sealed with, so that no copy of the database made from then on can be opened for it. The key stays for as long as a revocation is
 * pending (72 hours at most) or a sign-in may be on its way back; see DECISIONS.md.
 * @throws DomainError `not_found`.
 */
export async function eraseCustomer(deps: Dependencies, externalId: string, actor: Actor): Promise<Deleted> {
  const ended = await deps.storage.transaction(async (tx) => {
    const customer = await lockCustomer(tx, externalId);
    const connections: EndedConnection[] = [];
    for (const instance of await tx.customers.instances(customer.id)) {
      connections.push(...(await removeInstance(deps, tx, instance, actor)));
    }
    await tx.customers.remove(customer.id);
    await audit(tx, { customerId: customer.id, action: 'customer.deleted', target: customer.id }, actor);
    return connections;
  });
  return revoke(deps, ended);
}

async function lockCustomer(tx: Storage<RevocationTicket>, externalId: string): Promise<CustomerRecord> {
  const customer = await tx.customers.lock(externalId);
  if (!customer) throw new DomainError('not_found');
  return customer;
}

async function removeInstance(
  deps: Dependencies,
  tx: Storage<RevocationTicket>,
  instance: InstanceRecord,
  actor: Actor,
): Promise<EndedConnection[]> {
  const { customerId, id } = instance;
  const ended: EndedConnection[] = [];
  for (const { id: connectionId } of await tx.connections.ofInstance(customerId, id)) {
    const record = await tx.connections.lock(customerId, connectionId);
    if (!record) continue;
    const configVar = configVarOf(deps.model, record);
    // Of a variable that is no longer declared, nobody knows any more where its tokens could be revoked.
    const grant: EndedGrant = configVar ? await endGrant(tx, { record, configVar }) : { kind: 'unsupported' };
    if (grant.kind !== 'nothing_to_revoke' || record.status !== 'not_configured') {
      await recordChange(tx, record, { code: 'disconnected', actor, status: { status: 'not_configured' } });
    }
    ended.push({ record, grant });
  }
  await tx.customers.removeInstance(customerId, id);
  await audit(tx, { customerId, action: 'instance.deleted', target: id }, actor);
  return ended;
}

async function revoke(deps: Dependencies, ended: readonly EndedConnection[]): Promise<Deleted> {
  const connections = await Promise.all(
    ended.map(async ({ record, grant }, index) => ({
      id: record.id,
      integration: record.instance.integrationKey,
      configVar: configVarOf(deps.model, record)?.key ?? record.configVarKey,
      revocation: index < revokedAtOnce || grant.kind !== 'queued' ? await revokeAtOnce(deps, grant) : ('pending' as const),
    })),
  );
  return { connections };
}
