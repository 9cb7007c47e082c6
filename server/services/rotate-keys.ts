import type { Storage } from '../storage/index.ts';
import type { Vault } from '../vault/index.ts';

/** How a rotation went. */
export type Rotation =
  /** `unopenable`: data keys that their encryption key does not open, damaged or moved; they stay as they are. */
  | { readonly kind: 'rotated'; readonly count: number; readonly unopenable: number }
  /** A key that wraps something here is not among the configured ones. Nothing was changed. */
  | { readonly kind: 'key_missing' };

const batchSize = 500;

/**
 * Wraps every customer's data key under the first encryption key, so that the others can be taken away. Values stay as they are. Safe
 * while servers run with both keys; when it is interrupted, the next run does what is left. The sentinel comes last: until then a server
 * with the old key alone still starts, and from then on it does not.
 */
export async function rotateKeys(storage: Storage, vault: Vault): Promise<Rotation> {
  const sentinel = await storage.settings.read('sentinel');
  const wrappingKeys = await storage.customers.wrappingKeys();
  if ((sentinel && !vault.checkSentinel(sentinel)) || !wrappingKeys.every((id) => vault.keyIds.includes(id))) {
    return { kind: 'key_missing' };
  }
  let [count, unopenable] = [0, 0];
  for (let after: string | undefined = ''; after !== undefined;) {
    const batch = await storage.customers.rewrapKeys(after, batchSize);
    count += batch.rewrapped;
    unopenable += batch.unopenable;
    after = batch.last;
  }
  await storage.settings.put('sentinel', vault.sealSentinel());
  return { kind: 'rotated', count, unopenable };
}
