import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { VaultError } from './errors.ts';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** What a record is bound to. Every part is authenticated with its length, so no two lists of parts encode alike. */
export type Binding = readonly (string | number)[];

/**
 * Encrypts with AES-256-GCM and a random 96-bit nonce into `version | length of key id | key id | nonce | ciphertext | tag`.
 * The binding and the key id are authenticated but not stored.
 * @see NIST SP 800-38D section 8.2.2 (random nonces; keep a key under 2^32 uses)
 */
export function encryptRecord(key: KeyObject, keyId: string, binding: Binding, plaintext: Buffer): Buffer {
  const id = Buffer.from(keyId);
  if (id.length > 255) throw new RangeError('a key id is at most 255 bytes');
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(encodeBinding([...binding, keyId]));
  return Buffer.concat([
    Buffer.from([version, id.length]),
    id,
    nonce,
    cipher.update(plaintext),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/**
 * Opens what {@link encryptRecord} made under the same key, key id and binding.
 * @throws VaultError `decrypt_failed` for anything else, without saying which part differed.
 */
export function decryptRecord(key: KeyObject, keyId: string, binding: Binding, record: Uint8Array): Buffer {
  const { id, nonce, ciphertext, tag } = splitRecord(record);
  if (id !== keyId) throw new VaultError('decrypt_failed');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(encodeBinding([...binding, keyId]));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch (cause) {
    throw new VaultError('decrypt_failed', { cause });
  }
}

/** The id of the key that a record names, unauthenticated: use it only to choose the key. */
export function recordKeyId(record: Uint8Array): string {
  return splitRecord(record).id;
}

function splitRecord(record: Uint8Array) {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const idLength = bytes[1] ?? 0;
  const nonceAt = 2 + idLength;
  const ciphertextAt = nonceAt + nonceBytes;
  if (bytes[0] !== version || bytes.length < ciphertextAt + tagBytes) throw new VaultError('decrypt_failed');
  return {
    id: bytes.toString('utf8', 2, nonceAt),
    nonce: bytes.subarray(nonceAt, ciphertextAt),
    ciphertext: bytes.subarray(ciphertextAt, -tagBytes),
    tag: bytes.subarray(-tagBytes),
  };
}

function encodeBinding(parts: Binding): Buffer {
  const texts = parts.map(String);
  const encoded = Buffer.allocUnsafe(texts.reduce((size, text) => size + 4 + Buffer.byteLength(text), 0));
  let at = 0;
  for (const text of texts) {
    const length = encoded.write(text, at + 4);
    at = encoded.writeUInt32BE(length, at) + length;
  }
  return encoded;
}
