import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

/** A key-encryption key: it wraps data keys and never touches a customer's value. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: KeyObject;
}

const keyBytes = 32;
const idPattern = /^[A-Za-z0-9_.-]{1,64}$/;
const hint = 'Make one with: openssl rand -base64 32';

/**
 * Reads `ENCRYPTION_KEY`: 32 bytes in base64, or several as `id:base64,id:base64`. The first is primary (it wraps), the others
 * only unwrap what they wrapped before. A key without an id is named after its own fingerprint, so the name survives when
 * another key is put before it.
 * @throws Error with one line that says which entry is wrong and how to mend it; a key never appears in it.
 */
export function parseEncryptionKeys(text: string): EncryptionKey[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length === 0) throw new Error(`ENCRYPTION_KEY is empty. ${hint}`);
  const keys = entries.map((entry, index) => parseEntry(entry, `ENCRYPTION_KEY, entry ${index + 1}`));
  const ids = keys.map(({ id }) => id);
  const duplicate = ids.find((id, index) => ids.indexOf(id) !== index);
  if (duplicate !== undefined) throw new Error(`ENCRYPTION_KEY names the key "${duplicate}" twice. Give every key its own id.`);
  return keys;
}

function parseEntry(entry: string, where: string): EncryptionKey {
  const colon = entry.indexOf(':');
  const encoded = entry.slice(colon + 1).trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)) throw new Error(`${where} is not base64. ${hint}`);
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== keyBytes) throw new Error(`${where} has ${bytes.length} bytes instead of ${keyBytes}. ${hint}`);
  const id = colon === -1 ? fingerprint(bytes) : entry.slice(0, colon).trim();
  if (!idPattern.test(id)) throw new Error(`${where} has an id that is not 1 to 64 letters, digits, "_", "." or "-".`);
  return { id, key: createSecretKey(bytes) };
}

function fingerprint(bytes: Buffer): string {
  return createHash('sha256').update('connection-config key id').update(bytes).digest('hex').slice(0, 12);
}
