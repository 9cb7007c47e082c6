import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { watchReadiness, type Readiness } from './watch-readiness.ts';

/** What one load of a page cost. */
export interface PageLoad {
  /** Scripts as they came over the network, in bytes. */
  readonly scriptBytes: number;
  /** Requests until the page was ready, the page itself among them. */
  readonly requests: number;
  /** From the start of the navigation until the page was ready, in ms. */
  readonly readyMs: number;
  /** In scripts until then, in ms. */
  readonly scriptMs: number;
  /** JavaScript heap after a collection, with what our tag fetches once it has painted, in bytes. */
  readonly heapBytes: number;
}

/** Lighthouse's "slow 4G". */
const slow4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };

/** How many times slower the processor is made. */
export const cpuSlowdown = 4;

/** Opens a page with nothing cached, in a context of its own that is closed afterwards. */
export async function withSlowPage<T>(browser: Browser, use: (page: Page, devTools: CDPSession) => Promise<T>): Promise<T> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    const devTools = await page.createCDPSession();
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
    return await use(page, devTools);
  } finally {
    await context.close();
  }
}

/** Loads a page once and measures it. @param awaits what makes the page ready */
export function loadPage(browser: Browser, address: string, awaits: Readiness, isSlow4G: boolean): Promise<PageLoad> {
  return withSlowPage(browser, async (page, devTools) => {
    await devTools.send('Network.enable');
    await devTools.send('Network.setCacheDisabled', { cacheDisabled: true });
    if (isSlow4G) await devTools.send('Network.emulateNetworkConditions', slow4G);
    await devTools.send('Performance.enable');
    await page.evaluateOnNewDocument(watchReadiness, awaits);
    const scriptBefore = await metric(devTools, 'ScriptDuration');
    await page.goto(address);
    const arrived = await page.evaluate(() => window.benchReady);
    const scriptMs = ((await metric(devTools, 'ScriptDuration')) - scriptBefore) * 1000;
    // On a slow network the rest would not be here yet, and the heap look smaller for it.
    await page.evaluate(async () => {
      const tag = document.querySelector('connection-config');
      while (tag?.matches(':state(complete)') === false) await new Promise((resolve) => setTimeout(resolve, 10));
    });
    await devTools.send('HeapProfiler.collectGarbage');
    return { ...arrived, scriptMs, heapBytes: await metric(devTools, 'JSHeapUsedSize') };
  });
}

async function metric(devTools: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await devTools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
}
