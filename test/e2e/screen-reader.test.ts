import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import type { BrowserName } from '../support/browsers.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { startTagSite, type TagSite } from '../support/tag-site.ts';
import { startWebKit } from '../support/webkit.ts';
import { designedState } from './designed-states.ts';
import { TagPage } from './tag-page.ts';
import { told, type Told } from './told-to-screen-readers.ts';

describe('what a screen reader is told', { timeout: 300_000 }, () => {
  let site: TagSite;
  before(async () => {
    site = await startTagSite();
  });
  after(() => site.stop());

  for (const name of ['chromium', 'firefox'] satisfies BrowserName[]) {
    describe(`by ${name}`, () => {
      let browser: Browser;
      before(async () => {
        browser = await launchBrowser(name);
      });
      after(() => browser.close());

      for (const [state, elements] of Object.entries(told)) {
        it(`of "${state}": role and name of everything there is to know`, async () => {
          const page = await TagPage.open(browser, site);
          await page.show(designedState(state));
          const missing = [];
          for (const element of elements) if (!(await isTold(page.page, element))) missing.push(element);
          assert.deepEqual(missing, []);
          for (const other of (await browser.pages()).slice(1)) await other.close();
        });
      }
    });
  }

  /** Whether the browser finds the element when it is asked, as assistive technology would, for the role and the name. */
  async function isTold(page: Page, [selector, role, name = '']: Told): Promise<boolean> {
    const element = await page.$(`connection-config >>> ${selector}`);
    assert.ok(element, `${selector} is there`);
    const around = await page.$('connection-config >>> .root');
    for (const found of (await around?.$$(`aria/${name}${role === '' ? '' : `[role="${role}"]`}`)) ?? [])
      if (await found.evaluate((one, other) => one === other, element)) return true;
    return false;
  }

  describe('by WebKit', () => {
    it('of the states that nothing has to be done for: role and name', async () => {
      const webKit = await startWebKit();
      try {
        const browser = await webKit.open();
        const wrong: unknown[] = [];
        for (const [name, elements] of Object.entries(told)) {
          const state = designedState(name);
          if (state.reach) continue;
          site.show(state.server(), { locale: 'en', ...state.attributes });
          await browser.open(`${site.origin}/`);
          await browser.until(
            name,
            (wanted: string) => document.querySelector('connection-config')?.matches(`:state(${wanted})`) ?? false,
            state.until ?? 'complete',
          );
          for (const [selector, role, label] of elements) {
            const element = await browser.find(selector, true);
            const heard = [await browser.accessibleRole(element), await browser.accessibleName(element)];
            // It calls a list to choose from by the button that opens it.
            const known = role === 'combobox' ? 'button' : role;
            if ((role !== '' && heard[0] !== known) || (label !== undefined && heard[1] !== label))
              wrong.push([name, selector, heard]);
          }
        }
        assert.deepEqual(wrong, []);
      } finally {
        await webKit.stop();
      }
    });
  });
});
