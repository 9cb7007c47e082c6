import type { Page } from 'puppeteer-core';

/**
 * Takes a picture of a whole page in a window as high as the page. Chromium's own way (`fullPage`) lays the page out anew for the picture and
 * then mixes what container queries say before and after.
 */
export async function shootWhole(page: Page, path: string): Promise<void> {
  const { width, height, deviceScaleFactor = 1 } = page.viewport() ?? { width: 800, height: 600 };
  const whole = await page.evaluate(() => Math.ceil(document.documentElement.scrollHeight));
  await page.setViewport({ width, height: Math.max(height, whole), deviceScaleFactor });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.screenshot({ path, captureBeyondViewport: false });
  await page.setViewport({ width, height, deviceScaleFactor });
}
