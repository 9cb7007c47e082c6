import type { AttackCase } from '../attack-case.ts';

/** Group E: errors and retries. */
export const errorAndRetryCases: readonly AttackCase[] = [];
