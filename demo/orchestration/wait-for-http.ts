import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 100;

/**
 * Asks an address again and again until it answers 200. There is no event to wait for: the server that starts is a stranger to us.
 * @throws the signal's reason when it is aborted before that.
 */
export async function waitForHttp(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const response = await fetch(url, { signal }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return;
    await delay(pauseMs, undefined, { signal });
  }
}
