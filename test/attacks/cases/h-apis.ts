import type { AttackCase } from '../attack-case.ts';

/** Group H: widget API and integration API. */
export const apiCases: readonly AttackCase[] = [];
