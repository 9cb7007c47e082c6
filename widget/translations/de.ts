import type { Translation } from './en.ts';
export const de: Translation = {};
