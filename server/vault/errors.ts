/**
 * `decrypt_failed`: the record is not what was sealed for this place (other key, row, field or generation; or altered).
 * `key_unavailable`: the key-encryption key that wrapped a data key is not among the configured ones.
 */
export type VaultErrorCode = 'decrypt_failed' | 'key_unavailable';

/** What went wrong with sealed data. Carries no plaintext, no ciphertext and no key. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, options?: { cause?: unknown }) {
    super(`vault: ${code}`, options);
    this.code = code;
  }
}
