import type { AttackCase } from '../attack-case.ts';

/** Group C: pages, redirects, messages. */
export const pageAndMessageCases: readonly AttackCase[] = [];
