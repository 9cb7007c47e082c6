import type { AttackCase } from '../attack-case.ts';

/** Group A: state, session and browser binding. */
export const bindingCases: readonly AttackCase[] = [];
