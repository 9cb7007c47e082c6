import type { Storage, StoredRegistration } from '../storage/index.ts';
import { VaultError } from '../vault/index.ts';
import type { RevocationTicket } from './dependencies.ts';
import type { FoundConnection } from './find-connection.ts';

/** Who a stored row belongs to. */
export interface Owner {
  readonly customerId: string;
  readonly connectionId: string;
}

/** The owner of a connection's rows. */
export function ownerOf({ customerId, id }: FoundConnection['record']): Owner {
  return { customerId, connectionId: id };
}

/** What is known of the server at a customer's address; undefined when there is nothing, or nothing that opens. */
export async function findRegistration(
  storage: Storage<RevocationTicket>,
  owner: Owner,
): Promise<StoredRegistration | undefined> {
  return storage.registrations.readForUse(owner).catch((error: unknown) => {
    if (error instanceof VaultError && error.code === 'decrypt_failed') return undefined;
    throw error;
  });
}

// Nobody waits for it.
const holdSeconds = 0;

/**
 * Forgets a connection's server in the caller's transaction. A client that was registered there is queued for deletion, where the server
 * said how.
 */
export async function forgetRegistration(
  tx: Storage<RevocationTicket>,
  { record }: Pick<FoundConnection, 'record'>,
): Promise<void> {
  const owner = ownerOf(record);
  const registration = await findRegistration(tx, owner);
  await tx.registrations.remove(owner);
  const management = registration?.client.management;
  if (management) {
    await tx.revocations.enqueue({ ...owner, generation: record.generation }, { management }, holdSeconds);
  }
}
