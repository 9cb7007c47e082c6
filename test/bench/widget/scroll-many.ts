import type { Browser } from 'puppeteer-core';
import { format } from '../measure.ts';
import { manyConnections } from './bench-config.ts';
import { cpuSlowdown, withSlowPage } from './load-page.ts';
import { watchReadiness } from './watch-readiness.ts';

const pixelsPerTurn = 600;

/** Scrolls a long page from top to bottom with the wheel and prints the longest tasks. */
export function scrollMany(browser: Browser, address: string): Promise<void> {
  return withSlowPage(browser, async (page) => {
    await page.evaluateOnNewDocument(watchReadiness, 'field' as const);
    await page.goto(address, { waitUntil: 'networkidle0' });
    const { readyMs } = await page.evaluate(() => window.benchReady);
    await page.evaluate(
      () => new Promise<void>((resolve) => requestIdleCallback(() => requestAnimationFrame(() => setTimeout(resolve)))),
    );
    await page.evaluate(() => {
      window.benchTasks = [];
      new PerformanceObserver((list) => window.benchTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        entryTypes: ['longtask'],
      });
    });
    await page.mouse.move(200, 200);
    let turns = 0;
    for (let before = -1, now = 0; now > before; turns += 1) {
      before = now;
      await page.mouse.wheel({ deltaY: pixelsPerTurn });
      now = await page.evaluate(
        () => new Promise<number>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(scrollY)))),
      );
    }
    const { tasks, height } = await page.evaluate(() => ({ tasks: window.benchTasks, height: scrollY + innerHeight }));
    console.log(
      `\n${manyConnections} connections, ${format(height)} px scrolled in ${turns} turns of the wheel, processor ${cpuSlowdown} times slower\n` +
        `  ready ${format(readyMs)} ms; tasks over 50 ms while scrolling: ${tasks.length}` +
        `${tasks.length === 0 ? '' : `, longest ${format(Math.max(...tasks))} ms`} (target: none)`,
    );
  });
}

declare global {
  interface Window {
    /** Durations of tasks over 50 ms, in ms. */
    benchTasks: number[];
  }
}
