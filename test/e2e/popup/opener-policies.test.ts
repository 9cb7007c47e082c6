import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { launchBrowser } from '../../support/launch-browser.ts';
import { startPopupWorld, type PopupWorld } from './popup-world.ts';
import { signIn, VendorPageView, waitForCompletion } from './vendor-page.ts';

const policies = ['none', 'same-origin-allow-popups', 'same-origin'] as const;
/** The longest the tag may take to show what the callback has done. */
const boundMs = 2000;

describe('a sign-in under every opener policy', { timeout: 170_000 }, () => {
  let world: PopupWorld;
  const rows: string[] = [];
  before(async () => {
    world = await startPopupWorld();
  });
  after(async () => {
    await world.stop();
    process.stdout.write(
      `${['browser   vendor page               provider page             way       ms', ...rows].join('\n')}\n`,
    );
  });

  for (const name of ['chromium', 'firefox'] as const) {
    describe(`in ${name}`, () => {
      let browser: Browser;
      let context: BrowserContext;
      before(async () => {
        browser = await launchBrowser(name, { asShipped: true });
      });
      after(() => browser.close());

      for (const host of policies) {
        for (const provider of policies) {
          const isSevered = host === 'same-origin';
          const number = isSevered ? 'C16: ' : provider === 'none' ? '' : 'C15: ';
          it(`${number}vendor page ${host}, provider page ${provider}: connected, ${isSevered ? 'in the same tab' : 'in a window'}`, async () => {
            world.provider.pageHeaders = provider === 'none' ? {} : { 'cross-origin-opener-policy': provider };
            context = await browser.createBrowserContext();
            const view = await VendorPageView.open(
              context,
              world.site.address({ customer: `${name}-${host}-${provider}`, ...(host === 'none' ? {} : { coop: host }) }),
            );
            const window = await view.pressConnect();
            if (isSevered) {
              await view.find('redirect-button');
              assert.equal(await view.status(), 'not_configured');
              await view.click('redirect-button');
              await signIn(view.page);
              await view.ready();
            } else {
              await signIn(window);
              await waitForCompletion(window);
            }
            const connectedAt = await view.connected();
            const ms = connectedAt - (world.network.callbackAnswers.at(-1) ?? 0);
            rows.push(
              [name.padEnd(9), host.padEnd(25), provider.padEnd(25), isSevered ? 'same tab ' : 'window   ', String(ms)].join(' '),
            );
            assert.ok(ms <= boundMs, `${ms} ms`);
            assert.equal(await view.status(), 'configured');
            assert.equal(view.frame.url().includes('#'), false);
            assert.deepEqual(
              (await view.told()).map(({ type }) => type),
              ['connection-ready', 'connection-connected'],
              'one event, no failure, no violation of the page’s policy',
            );
            await context.close();
          });
        }
      }
    });
  }
});
