import type { OpenTarget } from '../fuzz-target.ts';
import { callbackQuery } from './callback-query.ts';
import { openCallbackRoute } from './callback-route.ts';
import { tokenAnswer } from './token-answer.ts';

/** Everything that is fuzzed, by name. */
export const targets: Readonly<Record<string, OpenTarget>> = {
  'token-answer': () => Promise.resolve(tokenAnswer),
  'callback-query': () => Promise.resolve(callbackQuery),
  'callback-route': openCallbackRoute,
};
