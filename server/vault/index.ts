/** Keys, envelopes and sealed values. Knows no storage and no network. */
export * from './encryption-key.ts';
export * from './errors.ts';
export * from './token.ts';
export * from './vault.ts';
