import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until something that happens in the background has happened.
 * @throws Error after `timeoutMs` (default 10 s), with what was waited for.
 */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await pause(20);
  }
}
