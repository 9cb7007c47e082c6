import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { demoThemes } from '../../demo/themes/themes.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { ConnectionsPage, pickPerson, signInAtCompany } from './connections-page.ts';
import { runDemo } from './demo-run.ts';
import { shootPages } from './shoot-pages.ts';
import { shootStates } from './shoot-states.ts';
import { shootWhole } from './shoot-whole.ts';
import { takeStatePictures } from './take-state-pictures.ts';
import { waitForElement, waitUntil } from '../support/wait-in-page.ts';

/**
 * `npm run screenshots`: brings the demo's connections into different states and takes pictures of the tag and of every page a customer
 * meets (the third parties' sign-in, the hosted page, the API's description), of the states that are seldom met, of every state there is (`states/`) and of every theme (`themes/`), into `.screenshots/` (or
 * the folder given). The README's pictures come from here.
 */
const folder = process.argv[2] ?? '.screenshots';
mkdirSync(join(folder, 'themes'), { recursive: true });

const [demo, browser] = await Promise.all([runDemo(), launchBrowser('chromium')]);
try {
  await shootPages(browser, demo, folder);
  const page = await ConnectionsPage.open(browser, demo.address);
  // A picture shows what is there in the end, not what is still fading in.
  await page.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await shootWindow(page, 'acme-erp', signInAtCompany, 'window-done');
  await shootWindow(page, 'slack', pickPerson('workspace-admin'));
  await shootWindow(page, 'github', pickPerson('brightwater-dev'));
  await page.run();
  await page.page.click('#revoke-acme');
  await waitUntil(page.page, () => document.querySelector('#revoke-result')?.textContent !== '');
  await page.run();
  await page.waitForStatus('acme-erp', 'error');
  await shootWindow(page, 'google', pickPerson('sales@brightwater.example'));

  for (const theme of ['light', 'dark']) {
    await page.goto(`${demo.address}/?theme=${theme}`);
    await shoot(page.page, `page-${theme}`);
    await shootTag(page.page, `tag-${theme}`);
  }
  await page.goto(`${demo.address}/?theme=light&locale=ar`);
  await shootTag(page.page, 'tag-rtl');
  await shootLooks(page.page);
  for (const { key } of demoThemes) {
    for (const scheme of ['light', 'dark']) await shootTheme(page.page, key, scheme);
  }
  await page.page.setViewport({ width: 360, height: 800, deviceScaleFactor: 1 });
  await page.goto(`${demo.address}/?theme=light`);
  await shoot(page.page, 'page-narrow');
  await shootStates(browser, folder);
  await takeStatePictures(browser, join(folder, 'states'));
} finally {
  await browser.close();
  await demo.stop();
}

function shoot(page: Page, name: string): Promise<void> {
  return shootWhole(page, join(folder, `${name}.png`));
}

/** One look of the playground, with the controls around it. */
async function shootTheme(page: Page, theme: string, scheme: string): Promise<void> {
  await page.setViewport({ width: 1280, height: 1000, deviceScaleFactor: 1 });
  await page.goto(`${demo.address}/themes?${new URLSearchParams({ theme, scheme })}`);
  await waitForElement(page, `#stage[data-applied="${theme}"]`);
  await waitUntil(page, () => document.querySelector('connection-config')?.matches(':state(complete)'));
  await page.screenshot({ path: join(folder, 'themes', `${theme}-${scheme}.png`) });
}

/** Six looks side by side, three of them in the dark. */
async function shootLooks(page: Page): Promise<void> {
  await page.setViewport({ width: 1000, height: 800, deviceScaleFactor: 1 });
  const pictures: string[] = [];
  for (const [index, { key }] of demoThemes.slice(1).entries()) {
    await page.goto(`${demo.address}/themes?${new URLSearchParams({ theme: key, scheme: index % 2 === 0 ? 'light' : 'dark' })}`);
    await waitForElement(page, `#stage[data-applied="${key}"]`);
    await waitUntil(page, () => document.querySelector('connection-config')?.matches(':state(complete)'));
    const { x, y, width } = await page.$eval('#stage', (stage) => stage.getBoundingClientRect().toJSON() as DOMRect);
    // Within the window, or Chromium takes the picture while it lays the page out for a larger one.
    const clip = { x, y, width, height: 560 };
    pictures.push(await page.screenshot({ encoding: 'base64', clip, captureBeyondViewport: false }));
  }
  const images = pictures.map((data) => `<img src="data:image/png;base64,${data}" width="426">`).join('');
  const sheet = await browser.newPage();
  await sheet.setViewport({ width: 1302, height: 100, deviceScaleFactor: 1 });
  await sheet.setContent(
    `<!doctype html><body style="margin: 0; display: grid; grid-template-columns: repeat(3, 426px); gap: 12px">${images}`,
  );
  await sheet.screenshot({ path: join(folder, 'themes.png'), fullPage: true, omitBackground: true });
  await sheet.close();
}

/** The upper part of the tag: enough to see every status. */
async function shootTag(page: Page, name: string): Promise<void> {
  await page.setViewport({ width: 1280, height: 900, deviceScaleFactor: 2 });
  const box = await page.$eval('connection-config', (tag) => {
    const { x, y, width } = tag.getBoundingClientRect();
    return { x: x - 16, y: y - 16, width: width + 32 };
  });
  await page.screenshot({ path: join(folder, `${name}.png`), clip: { ...box, height: 560 } });
}

async function shootWindow(
  page: ConnectionsPage,
  key: string,
  signIn: (window: Page) => Promise<void>,
  name?: string,
): Promise<void> {
  const window = await page.connect(key, signIn);
  if (name !== undefined) await shoot(window, name);
  await page.waitForStatus(key, 'configured');
  await window.close().catch(() => undefined);
}
