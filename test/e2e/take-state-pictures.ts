import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { startTagSite } from '../support/tag-site.ts';
import { TagPage, type View } from './tag-page.ts';
import { designedStates, everyStatus } from './designed-states.ts';
import { shootWhole } from './shoot-whole.ts';

const views: Readonly<Record<string, View>> = {
  light: {},
  dark: { theme: 'dark' },
  narrow: { width: 320, height: 640 },
  wide: { width: 1440 },
  rtl: { locale: 'ar' },
  'narrow-rtl': { theme: 'dark', width: 320, height: 640, locale: 'he' },
  forced: { forcedColors: true },
};

/** Takes a picture of every state of the tag in light, dark, narrow, wide, from right to left and in forced colors: `<folder>/<state>-<view>.png`. */
export async function takeStatePictures(browser: Browser, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const site = await startTagSite();
  try {
    for (const [name, view] of Object.entries(views)) {
      const page = await TagPage.open(browser, site);
      await page.showRows(everyStatus(), view);
      await shootWhole(page.page, join(folder, `small-elements-${name}.png`));
      await page.disconnectInRow('slack');
      await shootWhole(page.page, join(folder, `small-elements-disconnected-${name}.png`));
      await page.page.close();
    }
    for (const state of designedStates) {
      for (const [name, view] of Object.entries(views)) {
        const page = await TagPage.open(browser, site);
        await page.show(state, view);
        await shootWhole(page.page, join(folder, `${state.name}-${name}.png`));
        for (const other of (await browser.pages()).slice(1)) await other.close();
      }
    }
  } finally {
    await site.stop();
  }
}
