import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { paths, type ConnectLinkAnswer } from '../../server/contract/index.ts';
import { ConnectionsPage } from './connections-page.ts';
import type { DemoRun } from './demo-run.ts';
import { shootWhole } from './shoot-whole.ts';
import { waitForElement } from '../support/wait-in-page.ts';

/** How each page is looked at. */
const looks = [
  { name: 'light', scheme: 'light', width: 1000 },
  { name: 'dark', scheme: 'dark', width: 1000 },
  { name: 'narrow', scheme: 'light', width: 320 },
] as const;

/**
 * Takes pictures of the pages around the tag, at a demo nobody has signed in to: the product's page and the playground, the third parties'
 * sign-in, the hosted page before and after its button, a link and a sign-in that cannot go on, and the description of the API.
 */
export async function shootPages(browser: Browser, demo: DemoRun, folder: string): Promise<void> {
  for (const { name, scheme, width } of looks) {
    const context = await browser.createBrowserContext();
    const shoot = (page: Page, what: string) => shootWhole(page, join(folder, `${what}-${name}.png`));
    const prepare = async (page: Page): Promise<Page> => {
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ]);
      await page.setViewport({ width, height: 640 });
      return page;
    };
    const open = async (address: string): Promise<Page> => {
      const page = await prepare(await context.newPage());
      await page.goto(address);
      return page;
    };

    const product = await ConnectionsPage.open(context, demo.address);
    await prepare(product.page);
    await shoot(product.page, 'demo');
    for (const [key, third] of [
      ['acme-erp', 'acme'],
      ['northwind-desk', 'northwind'],
    ] as const) {
      if (key === 'northwind-desk') await chooseDesk(product);
      const window = await prepare(await product.pressConnect(key));
      await waitForElement(window, '#sign-in');
      await shoot(window, `${third}-sign-in`);
      await window.click('#sign-in');
      await waitForElement(window, '#allow');
      await shoot(window, `${third}-consent`);
      await window.click('#deny');
      await waitForElement(window, 'main.failure');
      await shoot(window, `${third}-declined`);
      await window.close();
      await product.page.bringToFront();
      await product.waitForText(key, /declined/);
    }

    await shoot(await open(`${demo.address}/themes`), 'playground');
    await shoot(await open(demo.urls.server + paths.docs), 'docs');
    await shoot(await open(demo.urls.server + paths.connectPage), 'link-unknown');
    await shoot(await open(`${demo.urls.server}/oauth/callback/slack?code=x&state=y`), 'sign-in-refused');
    const hosted = await open(await connectLink(demo));
    await shoot(hosted, 'link');
    await hosted.click('#continue');
    await waitForElement(hosted, 'connection-config:state(complete)');
    await shoot(hosted, 'link-opened');
    await context.close();
  }
}

/** As the first sign-in stores it, it is typed once. */
async function chooseDesk(product: ConnectionsPage): Promise<void> {
  const desk = await product.find('northwind-desk', '[name="subdomain"]');
  const chosen = await desk.evaluate((input) => (input as HTMLInputElement).value);
  if (chosen === '') await desk.type('harbor');
}

async function connectLink({ urls, apiKey }: DemoRun): Promise<string> {
  const answer = await fetch(urls.server + paths.connectLinks, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({
      customer: { id: 'harbor-supplies', name: 'Harbor Supplies' },
      user: { id: 'visitor' },
      integration: 'crm-sync',
      configVar: 'acme-erp',
    }),
  });
  return ((await answer.json()) as ConnectLinkAnswer).url;
}
