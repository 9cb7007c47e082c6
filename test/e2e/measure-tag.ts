import type { Frame, Page } from 'puppeteer-core';

/** Controls of the tag that are smaller than 24 by 24 CSS pixels (WCAG 2.2, 2.5.8); links inside a sentence are exempt. */
export function tooSmallTargets(page: Page | Frame): Promise<string[]> {
  return page.$eval('connection-config', (tag) => {
    const controls = tag.shadowRoot?.querySelectorAll<HTMLElement>('button, input, select, textarea, summary, a.button') ?? [];
    return (
      [...controls]
        .filter((control) => control.checkVisibility())
        // A press on the label around a box is a press on the box.
        .map((control) => ({ control, box: (control.closest('label') ?? control).getBoundingClientRect() }))
        .filter(({ box }) => Math.min(box.width, box.height) < 23.99)
        .map(({ control, box }) => `${control.getAttribute('part') ?? control.className}: ${box.width} × ${box.height}`)
    );
  });
}

/** What is wider than the place it has, so that a second way to scroll would be needed (WCAG 1.4.10); a log's code may scroll by itself. */
export function overflowing(page: Page | Frame): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.querySelector('connection-config')?.shadowRoot;
    const width = document.documentElement.clientWidth;
    return [...(root?.querySelectorAll<HTMLElement>('*') ?? [])]
      .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
      .filter((element) => element.getBoundingClientRect().right > width + 0.5 || element.getBoundingClientRect().left < -0.5)
      .map((element) => `${element.localName}.${element.className} ${JSON.stringify(element.getBoundingClientRect())}`);
  });
}

/** Text that is cut off: wider or higher than what shows it, and no way to scroll there. Controls scroll by themselves. */
export function clipped(page: Page | Frame): Promise<string[]> {
  return page.$eval('connection-config', (tag) =>
    [...(tag.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? [])]
      .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, svg, input, textarea, select'))
      .filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        const cuts = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
        return (
          (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
          (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1)
        );
      })
      .map((element) => `${element.localName}.${element.className} ${element.innerText}`),
  );
}

/** What moves although the person asked for less of it: animations of anything but opacity, and all that takes longer than 1 ms. */
export function motions(page: Page): Promise<string[]> {
  return page.$eval('connection-config', (tag) =>
    [...(tag.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? [])].flatMap((element) => {
      const moving = element
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
        .flatMap(({ effect }) => (effect as KeyframeEffect).getKeyframes().flatMap((frame) => Object.keys(frame)))
        .filter((property) => !['offset', 'computedOffset', 'easing', 'composite', 'opacity'].includes(property));
      const slow = getComputedStyle(element)
        .transitionDuration.split(', ')
        .filter((duration) => Number.parseFloat(duration) > 0.001);
      return [...moving, ...slow].map((what) => `${element.localName}.${element.className}: ${what}`);
    }),
  );
}

/** Buttons, messages and statuses that forced colors leave without an outline of their own. */
export function withoutOutline(page: Page): Promise<string[]> {
  return page.$eval('connection-config', (tag) =>
    [...(tag.shadowRoot?.querySelectorAll<HTMLElement>('.button, .icon-button, .message, .pill, .control, .card') ?? [])]
      .filter((element) => element.checkVisibility() && !element.matches('.skeleton'))
      .filter((element) => {
        const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(element);
        return borderTopStyle === 'none' || Number.parseFloat(borderTopWidth) < 1 || borderTopColor === 'rgba(0, 0, 0, 0)';
      })
      .concat(
        [...(tag.shadowRoot?.querySelectorAll<HTMLElement>('.switch') ?? [])].filter(
          (element) => getComputedStyle(element, '::before').backgroundColor === getComputedStyle(element).backgroundColor,
        ),
      )
      .map((element) => element.className),
  );
}

/** How far what was shown has moved by itself since the page was opened: 0 is nothing (Cumulative Layout Shift, Chromium only). */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const shifts: (PerformanceEntry & { value?: number })[] = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(shifts.reduce((sum, { value = 0 }) => sum + value, 0)));
      }),
  );
}
