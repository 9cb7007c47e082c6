import type { ElementHandle, Frame, Page } from 'puppeteer-core';
import { eventually } from './eventually.ts';

/** What to wait for, and how long. */
interface WaitOptions {
  /** Whether it has to be seen as well. Default false. */
  readonly visible?: boolean;
  /** In milliseconds. Default 20 s: what never comes should be told, what is slow should not. */
  readonly timeout?: number;
}

const patienceMs = 20_000;

/**
 * Waits for an element, and returns it. The driver's own `waitForSelector` looks again after a mutation, and sees none within a shadow tree
 * nor that of a custom state; or with each frame drawn, and a window in the background draws none. This asks again and again.
 * @throws Error with the selector and where the page is, when there is none in time.
 */
export async function waitForElement(
  where: Page | Frame,
  selector: string,
  { visible = false, timeout = patienceMs }: WaitOptions = {},
): Promise<ElementHandle<HTMLElement>> {
  let found: ElementHandle | null = null;
  await askAgain(where, selector, timeout, async () => {
    found = await where.$(selector);
    return found !== null && (!visible || (await found.isVisible()));
  });
  return found as unknown as ElementHandle<HTMLElement>;
}

/** Waits until something is so in a page, as {@link waitForElement} does. @param isSo runs in the page, with `given`. */
export function waitUntil<Given = undefined>(
  where: Page | Frame,
  isSo: string | ((given: Given) => unknown),
  { given, timeout = patienceMs }: { readonly given?: Given; readonly timeout?: number } = {},
): Promise<void> {
  return askAgain(where, String(isSo), timeout, async () =>
    Boolean(await where.evaluate(isSo as (given: unknown) => unknown, given)),
  );
}

/** What is asked of a page that is just being left fails, and is asked of the next one. */
async function askAgain(where: Page | Frame, what: string, timeoutMs: number, ask: () => Promise<boolean>): Promise<void> {
  let refused: unknown;
  const isSo = () =>
    ask().catch((error: unknown) => {
      refused = error;
      return false;
    });
  await eventually(what, isSo, timeoutMs).catch((error: unknown) => {
    throw new Error(`${(error as Error).message} at ${where.url()}`, { cause: refused ?? error });
  });
}
