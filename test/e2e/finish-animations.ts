import type { Frame, Page } from 'puppeteer-core';

/** Lets everything that fades in be there at once, in the page and in our elements; what turns for ever goes on. */
export function finishAnimations(page: Page | Frame): Promise<void> {
  return page.evaluate(() => {
    const ours = document.querySelectorAll('[integration]');
    for (const root of [document, ...[...ours].flatMap(({ shadowRoot }) => shadowRoot ?? [])]) {
      for (const animation of root.getAnimations()) {
        if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
      }
    }
  });
}
