import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { launchBrowser } from '../../support/launch-browser.ts';
import { startPopupWorld, type PopupWorld } from './popup-world.ts';
import { signIn, VendorPageView, waitForCompletion } from './vendor-page.ts';
import { waitUntil } from '../../support/wait-in-page.ts';

/** Frames in which a window cannot open or would be locked up itself. */
const restrictedSandboxes = [
  ['without windows', 'allow-scripts allow-same-origin allow-forms'],
  ['whose windows are sandboxed too', 'allow-scripts allow-same-origin allow-popups'],
  ['whose windows are sandboxed too, with forms', 'allow-scripts allow-same-origin allow-forms allow-popups'],
] as const;

describe('a vendor page in a frame of another site', { timeout: 170_000 }, () => {
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
      const open = async (customer: string, sandbox?: string, state?: string): Promise<VendorPageView> => {
        world.network.requests.length = 0;
        context = await browser.createBrowserContext();
        return VendorPageView.open(context, world.site.framedAddress({ customer: `${name}-${customer}` }, sandbox), { state });
      };
      afterEach(async () => {
        await context.close();
        world.provider.pageHeaders = {};
      });

      for (const policy of ['none', 'same-origin']) {
        it(`C19: connects in a window, provider page ${policy}`, async () => {
          if (policy !== 'none') world.provider.pageHeaders = { 'cross-origin-opener-policy': policy };
          const view = await open(`frame-${policy}`);
          assert.notEqual(view.frame, view.page.mainFrame());
          const window = await view.pressConnect();
          await signIn(window);
          await waitForCompletion(window);
          const ms = (await view.connected()) - (world.network.callbackAnswers.at(-1) ?? 0);
          assert.ok(ms <= 2000, `${ms} ms`);
          assert.equal(await view.status(), 'configured');
        });
      }

      it('C20: connects in a sandbox whose windows are free', async () => {
        const view = await open(
          'free',
          'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox',
        );
        const window = await view.pressConnect();
        await signIn(window);
        await view.connected();
      });

      for (const [words, sandbox] of restrictedSandboxes) {
        it(`C20: in a sandbox ${words}, says to open the page elsewhere and starts nothing`, async () => {
          const view = await open(words.replaceAll(' ', '-'), sandbox);
          await view.click('connect-button');
          await view.says(/inside another page .* tab of its own/s);
          assert.ok(await view.has('copy-button'));
          assert.equal(await view.has('redirect-button'), false, 'the frame could show none of the pages');
          assert.equal(await view.status(), 'not_configured');
          assert.equal(world.network.requests.includes('POST /oauth/bind'), false);
          assert.deepEqual(await view.told('connection-failed'), []);
          const window = (await context.pages()).find((page) => page.url().startsWith(world.server.url));
          assert.equal(window !== undefined, sandbox.includes('allow-popups'));
          if (window) await waitUntil(window, () => document.body.innerText.includes('restricts what windows may do'));
        });
      }

      it('C20: in a sandbox without an origin, says so', async () => {
        const view = await open('opaque', 'allow-scripts allow-popups allow-popups-to-escape-sandbox', 'failed');
        await view.says(/apart from everything else.* tab of its own/s);
        assert.equal(await view.has('connect-button'), false);
      });
    });
  }
});
