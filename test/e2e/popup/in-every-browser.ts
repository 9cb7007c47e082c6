import assert from 'node:assert/strict';
import { after, afterEach, before, describe } from 'node:test';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { launchBrowser } from '../../support/launch-browser.ts';
import { startPopupWorld, type PopupWorld } from './popup-world.ts';
import type { VendorPageView } from './vendor-page.ts';

/** The longest the tag may take to show what the callback has done. */
const boundMs = 2000;

/** What a test in one browser has: the world around a sign-in window, and cookies and storage of its own. */
export interface PopupScene {
  readonly browserName: 'chromium' | 'firefox';
  readonly world: PopupWorld;
  /** The context that {@link PopupScene.newContext} made last. */
  readonly context: BrowserContext;
  /** Empty cookies and storage, and no request remembered. It is closed after the test. */
  newContext(): Promise<BrowserContext>;
}

/** A suite in Chromium and in Firefox, each as people have it. After a test the provider's pages and the network are as they were. */
export function describeInEveryBrowser(title: string, defineTests: (scene: PopupScene) => void): void {
  describe(title, { timeout: 175_000 }, () => {
    let world: PopupWorld;
    before(async () => {
      world = await startPopupWorld();
    });
    after(() => world.stop());

    for (const browserName of ['chromium', 'firefox'] as const) {
      describe(`in ${browserName}`, () => {
        let browser: Browser;
        const contexts: BrowserContext[] = [];
        before(async () => {
          browser = await launchBrowser(browserName, { asShipped: true });
        });
        after(() => browser.close());
        afterEach(async () => {
          world.provider.pageHeaders = {};
          world.network.isCut = () => false;
          await Promise.all(contexts.splice(0).map((context) => context.close()));
        });
        defineTests({
          browserName,
          get world() {
            return world;
          },
          get context() {
            return contexts.at(-1)!;
          },
          async newContext() {
            world.network.requests.length = 0;
            contexts.push(await browser.createBrowserContext());
            return contexts.at(-1)!;
          },
        });
      });
    }
  });
}

/** Waits until the page is told of the connection, and demands that it is so soon after the callback was answered. @returns after how many milliseconds */
export async function connectedInTime({ world }: PopupScene, view: VendorPageView): Promise<number> {
  const ms = (await view.connected()) - (world.network.callbackAnswers.at(-1) ?? 0);
  assert.ok(ms <= boundMs, `${ms} ms`);
  return ms;
}
