import type { Translation } from './en.ts';
export const ar: Translation = {};
