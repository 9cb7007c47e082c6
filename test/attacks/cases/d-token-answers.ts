import type { AttackCase } from '../attack-case.ts';

/** Group D: token answers. */
export const tokenAnswerCases: readonly AttackCase[] = [];
