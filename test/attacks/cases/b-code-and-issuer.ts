import type { AttackCase } from '../attack-case.ts';

/** Group B: code, PKCE, issuer, mix-up. */
export const codeAndIssuerCases: readonly AttackCase[] = [];
