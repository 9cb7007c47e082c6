import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { demoThemes } from '../../demo/themes/themes.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { findAccessibilityFaults } from './accessibility-faults.ts';
import { runDemo, type DemoRun } from './demo-run.ts';
import { waitForElement, waitUntil } from '../support/wait-in-page.ts';

/** What tells one look from another at a glance. */
function look(): string[] {
  const root = document.querySelector('connection-config')?.shadowRoot;
  const [card, title, button] = ['connection', 'title', 'connect-button'].map((part) => root?.querySelector(`[part~=${part}]`));
  if (!card || !title || !button) return [];
  const [{ backgroundColor, borderRadius, borderWidth }, { fontFamily, fontSize }] = [
    getComputedStyle(card),
    getComputedStyle(title),
  ];
  return [backgroundColor, borderRadius, borderWidth, fontFamily, fontSize, getComputedStyle(button).borderRadius];
}

describe('the theme playground', { timeout: 300_000 }, () => {
  let demo: DemoRun;
  let browser: Browser;
  let page: Page;

  before(async () => {
    [demo, browser] = await Promise.all([runDemo(), launchBrowser('chromium')]);
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    await page.setBypassCSP(true); // for axe, which is put into the page
  });
  after(async () => {
    await browser.close();
    await demo.stop();
  });

  async function open(query: Readonly<Record<string, string>>): Promise<void> {
    await page.goto(`${demo.address}/themes?${new URLSearchParams(query)}`);
    await waitForElement(page, `#stage[data-applied="${query['theme'] ?? 'plain'}"]`);
    await waitUntil(page, () => document.querySelector('connection-config')?.matches(':state(complete)'));
  }

  it('shows every theme as another product, with no fault that axe can find, in light and dark', async () => {
    const looks = new Set<string>();
    for (const { key } of demoThemes) {
      for (const scheme of ['light', 'dark']) {
        await open({ theme: key, scheme });
        const seen = JSON.stringify(await page.evaluate(look));
        assert.ok(!looks.has(seen), `${key} looks like another in ${scheme}`);
        looks.add(seen);
        assert.deepEqual(await findAccessibilityFaults(page), [], `${key} in ${scheme}`);
      }
    }
  });

  it('changes a property at once, and hands out the stylesheet that does the same', async () => {
    await open({ theme: 'gazette' });
    await page.$eval('[data-token="--connection-radius"]', (input) => {
      (input as HTMLInputElement).value = '20';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const css = await readFile(new URL('../../demo/themes/gazette.css', import.meta.url), 'utf8');
    await waitUntil(page, () => document.querySelector('#css')?.textContent.includes('Changed in the playground'));
    const shown = await page.$eval('#css', (pre) => pre.textContent);
    assert.ok(shown.startsWith(css));
    assert.match(shown, /connection-config \{\n {2}--connection-radius: 20px;\n\}/);
    const before = await page.evaluate(look);
    await page.click('button[type=reset]');
    assert.notDeepEqual(await page.evaluate(look), before);
  });

  it('turns the tag around, and makes it as narrow as a phone without a second way to scroll', async () => {
    await open({ theme: 'meadow', locale: 'ar', width: '320' });
    await waitForElement(page, 'connection-config >>> .root[dir=rtl]');
    const overflow = await page.$eval('connection-config', (tag) => tag.scrollWidth - tag.clientWidth);
    assert.equal(overflow, 0);
  });
});
