import type { AttackCase } from '../attack-case.ts';

/** Group F: egress and resource abuse. */
export const egressCases: readonly AttackCase[] = [];
