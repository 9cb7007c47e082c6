import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { paths } from '../../../server/contract/index.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { startPopupWorld, type PopupWorld } from './popup-world.ts';
import { signIn, VendorPageView, waitForCompletion } from './vendor-page.ts';
import { waitForElement } from '../../support/wait-in-page.ts';

/** The headings of our pages in all frames; a frame whose page was refused may be gone already. */
async function headings(page: Page): Promise<string[]> {
  const found = await Promise.all(
    page.frames().map((frame) => frame.$eval('#heading', (heading) => heading.textContent).catch(() => undefined)),
  );
  return found.filter((heading) => heading !== undefined);
}

describe('the pages in the sign-in window', { timeout: 120_000 }, () => {
  let world: PopupWorld;
  before(async () => {
    world = await startPopupWorld();
  });
  after(() => world.stop());

  for (const name of ['chromium', 'firefox'] as const) {
    describe(`in ${name}`, () => {
      let browser: Browser;
      let context: BrowserContext;
      before(async () => {
        browser = await launchBrowser(name, { asShipped: true });
      });
      after(() => browser.close());
      afterEach(() => context.close());

      it('C11: are shown in no frame, object or embed of another page', async () => {
        context = await browser.createBrowserContext();
        const page = await context.newPage();
        const start = world.server.url + paths.oauthStart({ o: world.site.origin });
        await page.goto(start);
        assert.equal((await headings(page)).length, 1);
        for (const element of ['iframe', 'object', 'embed'] as const) {
          for (const url of [start, world.server.url + paths.oauthDone('flw_unknown')]) {
            const loads = world.network.requests.length;
            await page.goto(world.site.embeddingAddress(url, element));
            assert.ok(world.network.requests.length > loads, 'the browser has tried');
            assert.deepEqual(await headings(page), [], element);
          }
        }
      });

      it('that lead nowhere say so, and do not look as if there were something to wait for', async () => {
        context = await browser.createBrowserContext();
        const page = await context.newPage();
        await page.goto(world.server.url + paths.oauthStart({ o: world.site.origin }));
        assert.deepEqual(await headings(page), ['Go back to the app']);
        assert.equal(await page.$eval('.arc', (arc) => getComputedStyle(arc).display), 'none');
      });

      it('C13: load nothing from anywhere else, from the callback to the end', async () => {
        context = await browser.createBrowserContext();
        const view = await VendorPageView.open(context, world.site.address({ customer: `${name}-c13` }));
        const window = await view.pressConnect();
        await waitForElement(window, '[name=login]');
        const requested: string[] = [];
        window.on('request', (request) => requested.push(request.url()));
        await signIn(window);
        await waitForCompletion(window);
        await view.connected();
        const callback = requested.findIndex((url) => url.includes('/oauth/callback/'));
        assert.notEqual(callback, -1);
        const later = requested.slice(callback).map((url) => new URL(url));
        assert.deepEqual([...new Set(later.map(({ origin }) => origin))], [world.server.url]);
        assert.equal(new URL(window.url()).search, '', 'neither code nor state is left in the address');
      });
    });
  }
});
