import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../support/launch-browser.ts';
import { ConnectionsPage, signInAtCompany } from './connections-page.ts';
import { runDemo, type DemoRun } from './demo-run.ts';
import { waitForElement } from '../support/wait-in-page.ts';

describe('the sign-in window', { timeout: 180_000 }, () => {
  let demo: DemoRun;
  before(async () => {
    demo = await runDemo();
  });
  after(() => demo.stop());

  for (const name of ['chromium', 'firefox'] as const) {
    describe(`in ${name}`, () => {
      let browser: Browser;
      let page: ConnectionsPage;
      before(async () => {
        browser = await launchBrowser(name, { asShipped: true });
        page = await ConnectionsPage.open(browser, demo.address);
      });
      after(() => browser.close());

      it('opens on a click, and its result shows in the tag by itself', async () => {
        const window = await page.connect('acme-erp', signInAtCompany);
        await page.waitForStatus('acme-erp', 'configured', 3_000);
        assert.match(new URL(window.url()).pathname, /^\/oauth\/done\//);
        await window.close();
        await page.click('acme-erp', 'disconnect-button');
        await page.waitForStatus('acme-erp', 'not_configured');
      });

      it('C18: closed by the person is no error; Cancel ends it', async () => {
        const window = await page.pressConnect('acme-erp');
        await waitForElement(window, '#sign-in, #allow');
        await window.close();
        await page.page.bringToFront();
        await page.waitForText('acme-erp', /waiting/i);
        assert.equal(await page.status('acme-erp'), 'not_configured');
        await page.click('acme-erp', 'cancel-button');
        await page.waitForText('acme-erp', /Cancelled/);
      });

      it('E13: declined at the third party is said plainly, and the connection stays as it was', async () => {
        const window = await page.pressConnect('acme-erp');
        const first = await waitForElement(window, '#sign-in, #allow');
        if ((await first.evaluate((button) => button.id)) === 'sign-in') await first.click();
        await (await waitForElement(window, '#deny')).click();
        await page.waitForText('acme-erp', /declined/i);
        assert.equal(await page.status('acme-erp'), 'not_configured');
        await window.close();
        await page.page.bringToFront();
      });

      it('C17: blocked by the browser, the sign-in goes on in the same tab and comes back connected', async () => {
        // Not from a click, so the blocker takes it for an advertisement; whatever a driver asks counts as a click for five seconds.
        const asked = page.page.waitForRequest((request) => request.url().endsWith('/pressed'));
        await page.page.evaluate(() =>
          setTimeout(() => {
            void document.querySelector('connection-config')?.connect('acme-erp');
            void fetch('/pressed');
          }, 6_000),
        );
        await asked;
        await page.click('acme-erp', 'redirect-button');
        const first = await waitForElement(page.page, '#sign-in, #allow');
        const asksWho = (await first.evaluate((button) => button.id)) === 'sign-in';
        await first.click();
        if (asksWho) await (await waitForElement(page.page, '#allow')).click();
        await page.waitForStatus('acme-erp', 'configured');
        assert.equal(new URL(page.page.url()).hash, '');
        assert.equal((await page.run())['sync-invoices'], 'succeeded');
        await page.click('acme-erp', 'disconnect-button');
        await page.waitForStatus('acme-erp', 'not_configured');
      });
    });
  }
});
