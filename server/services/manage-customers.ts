import * as v from 'valibot';
import {
  customerIdSchema,
  type InstancePut,
  type Customer,
  type CustomerList,
  type InstanceAnswer,
  type InstanceList,
} from '../contract/index.ts';
import type { CustomerRecord, InstanceRecord, Storage } from '../storage/index.ts';
import type { Actor, Dependencies, RevocationTicket } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { connectionRows } from './open-session.ts';
import { recordChange } from './record-change.ts';

const pageSize = 100;

/** The vendor's customers by the vendor's own ids, in pages of 100. */
export async function listCustomers(deps: Dependencies, cursor: string | undefined): Promise<CustomerList> {
  const rows = await deps.storage.customers.list({ limit: pageSize + 1, ...(cursor === undefined ? {} : { after: cursor }) });
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return { customers: page.map(toCustomer), ...(rows.length > pageSize && last ? { next: last.externalId } : {}) };
}

/** @throws DomainError `not_found`. */
export async function readCustomer(deps: Dependencies, externalId: string): Promise<Customer> {
  return toCustomer(await findCustomer(deps.storage, externalId));
}

/**
 * Makes a customer, or gives it another name.
 * @throws DomainError `invalid_request` for an id that cannot be one.
 */
export async function putCustomer(
  deps: Dependencies,
  externalId: string,
  name: string | undefined,
  actor: Actor,
): Promise<Customer> {
  if (!v.is(customerIdSchema, externalId)) {
    throw new DomainError('invalid_request', {
      errors: [{ path: 'customer', code: 'invalid', message: 'Use an id of 1 to 255 characters.' }],
    });
  }
  return deps.storage.transaction(async (tx) => {
    const id = await tx.customers.ensure(externalId, name);
    await audit(tx, { customerId: id, action: 'customer.saved', target: id }, actor);
    return toCustomer(await findCustomer(tx, externalId));
  });
}

/** @throws DomainError `not_found`. */
export async function listInstances(deps: Dependencies, externalId: string): Promise<InstanceList> {
  const customer = await findCustomer(deps.storage, externalId);
  const rows = await deps.storage.customers.instances(customer.id);
  return { instances: rows.map((row) => toInstance(customer, row)) };
}

/** @throws DomainError `not_found`. */
export async function readInstance(deps: Dependencies, externalId: string, integrationKey: string): Promise<InstanceAnswer> {
  const customer = await findCustomer(deps.storage, externalId);
  return toInstance(customer, await findInstance(deps.storage, customer, integrationKey));
}

/**
 * Deploys an integration for a customer, with a row per connection, or renames what is deployed, or switches it off or on. Off, its
 * connections are kept and renewed, so that nothing is lost by it, and handed to nobody from the next request on.
 * @throws DomainError `not_found` for an unknown customer, `unknown_integration`.
 */
export async function putInstance(
  deps: Dependencies,
  externalId: string,
  integrationKey: string,
  { name, enabled }: InstancePut,
  actor: Actor,
): Promise<InstanceAnswer> {
  const integration = deps.model.integrations.get(integrationKey);
  if (!integration) throw new DomainError('unknown_integration');
  return deps.storage.transaction(async (tx) => {
    const customer = await tx.customers.lock(externalId);
    if (!customer) throw new DomainError('not_found');
    const { id } = await tx.customers.ensureInstance(customer.id, integration, connectionRows(integration));
    const before = await findInstance(tx, customer, integrationKey);
    if (name !== undefined) await tx.customers.updateInstance(customer.id, id, { name });
    if (enabled !== undefined && enabled !== before.enabled) {
      await tx.customers.updateInstance(customer.id, id, { enabled });
      for (const connection of await tx.connections.ofInstance(customer.id, id)) {
        await recordChange(tx, connection, { code: enabled ? 'enabled' : 'disabled', actor });
      }
    }
    await audit(tx, { customerId: customer.id, action: 'instance.saved', target: id }, actor);
    return toInstance(customer, await findInstance(tx, customer, integrationKey));
  });
}

/** Writes who did what to a customer or an instance. */
export async function audit(
  tx: Storage<RevocationTicket>,
  row: { customerId: string; action: string; target: string },
  { name, requestId }: Actor,
): Promise<void> {
  await tx.journal.appendAudit({ ...row, actor: name, ...(requestId === undefined ? {} : { requestId }) });
}

async function findCustomer(storage: Storage<RevocationTicket>, externalId: string): Promise<CustomerRecord> {
  const customer = await storage.customers.find(externalId);
  if (!customer) throw new DomainError('not_found');
  return customer;
}

async function findInstance(
  storage: Storage<RevocationTicket>,
  customer: CustomerRecord,
  integrationKey: string,
): Promise<InstanceRecord> {
  const instance = (await storage.customers.instances(customer.id)).find((row) => row.integrationKey === integrationKey);
  if (!instance) throw new DomainError('not_found');
  return instance;
}

function toCustomer({ externalId, name, createdAt }: CustomerRecord): Customer {
  return { id: externalId, ...(name === null ? {} : { name }), createdAt: createdAt.toISOString() };
}

function toInstance(customer: CustomerRecord, { id, integrationKey, name, enabled, createdAt }: InstanceRecord): InstanceAnswer {
  return { id, customer: customer.externalId, integration: integrationKey, name, enabled, createdAt: createdAt.toISOString() };
}
