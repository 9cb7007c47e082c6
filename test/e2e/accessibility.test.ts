import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { BrowserName } from '../support/browsers.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { startTagSite, type TagSite } from '../support/tag-site.ts';
import { findAccessibilityFaults } from './accessibility-faults.ts';
import { pseudoWords } from '../support/pseudo-words.ts';
import { clipped, layoutShift, motions, overflowing, tooSmallTargets, withoutOutline } from './measure-tag.ts';
import { TagPage } from './tag-page.ts';
import { bringAbout, tagStates } from './tag-states.ts';
import { designedState, designedStates, everyStatus, type DesignedState } from './designed-states.ts';
import { waitUntil } from '../support/wait-in-page.ts';

/** Firefox takes forced colors at its start only. @see https://searchfox.org/mozilla-central (StaticPrefList.yaml, 2026-11-23) */
const forcedColors = { 'browser.display.document_color_use': 2, 'ui.useAccessibilityTheme': 1 };

describe('the tag for everybody', { timeout: 600_000 }, () => {
  let site: TagSite;
  before(async () => {
    site = await startTagSite();
  });
  after(() => site.stop());

  /** Looks at every state on a page of its own, and reports what was found by the name of the state. */
  async function inEveryState(
    browser: Browser,
    states: readonly DesignedState[],
    look: (page: TagPage, state: DesignedState) => Promise<unknown[]>,
  ) {
    const found: Record<string, unknown> = {};
    for (const state of states) {
      const page = await TagPage.open(browser, site);
      const faults = await look(page, state);
      if (faults.length > 0) found[state.name] = faults;
      for (const other of (await browser.pages()).slice(1)) await other.close();
    }
    return found;
  }

  for (const name of ['chromium', 'firefox'] satisfies BrowserName[]) {
    describe(`in ${name}`, () => {
      let browser: Browser;
      before(async () => {
        browser = await launchBrowser(name);
      });
      after(() => browser.close());

      it('has in no state a fault that axe can find, a target below 24 pixels, or, at 400 % zoom, a second way to scroll or a text cut off, also with longer words', async () => {
        const faults = await inEveryState(browser, designedStates, async (page, state) => {
          await page.show(state);
          const faults = [...(await findAccessibilityFaults(page.page)), ...(await tooSmallTargets(page.page))];
          await page.page.setViewport({ width: 320, height: 256 });
          faults.push(...(await overflowing(page.page)), ...(await clipped(page.page)));
          await page.replaceWords(pseudoWords);
          return [...faults, ...(await overflowing(page.page)), ...(await clipped(page.page))];
        });
        assert.deepEqual(faults, {});
      });

      it('has none in a frame that may open no windows, when a CONNECT says so, in light and dark', async () => {
        const framed = tagStates.filter((state) => state.framed);
        assert.equal(framed.length, 1);
        const found: Record<string, string[]> = {};
        for (const state of framed) {
          for (const theme of ['light', 'dark'] as const) {
            const page = await TagPage.open(browser, site);
            const frame = await page.showFramed(state, { theme, width: 320 });
            const faults = [...(await findAccessibilityFaults(frame)), ...(await tooSmallTargets(frame))];
            faults.push(...(await overflowing(frame)), ...(await clipped(frame)));
            if (faults.length > 0) found[`${state.name} ${theme}`] = faults;
            await page.page.close();
          }
        }
        assert.deepEqual(found, {});
      });

      it('has none in a row with nothing but a status and a button, before and after a press, in light and dark', async () => {
        const found: Record<string, string[]> = {};
        for (const theme of ['light', 'dark'] as const) {
          const page = await TagPage.open(browser, site);
          await page.showRows(everyStatus(), { theme, width: 320 });
          const faults = await findAccessibilityFaults(page.page);
          await page.disconnectInRow('slack');
          faults.push(...(await findAccessibilityFaults(page.page)));
          if (faults.length > 0) found[theme] = faults;
          await page.page.close();
        }
        assert.deepEqual(found, {});
      });

      it('has none in the dark, and from right to left, either', async () => {
        const faults = await inEveryState(browser, designedStates, async (page, state) => {
          await page.show(state, { theme: 'dark', width: 320, height: 256, locale: 'ar' });
          return [...(await findAccessibilityFaults(page.page)), ...(await overflowing(page.page))];
        });
        assert.deepEqual(faults, {});
      });
    });
  }

  describe('in its rarer states', () => {
    it('has no fault that axe can find in light or dark, no text cut off and one way to scroll, also with longer words', async () => {
      const browser = await launchBrowser('chromium');
      try {
        const rarer = tagStates
          .filter(({ framed }) => !framed)
          .map((state) => ({ ...state, reach: ({ page }: TagPage) => bringAbout(page, state) }));
        const faults = await inEveryState(browser, rarer, async (page, state) => {
          const { surroundings, userAgent } = tagStates.find(({ name }) => name === state.name) ?? {};
          if (userAgent !== undefined) await page.page.setUserAgent({ userAgent });
          if (surroundings) await page.page.evaluateOnNewDocument(surroundings);
          await page.show(state, { width: 320, height: 640 });
          const faults = await findAccessibilityFaults(page.page);
          await page.page.$eval('connection-config', (tag) => {
            tag.setAttribute('theme', 'dark');
            document.documentElement.style.colorScheme = 'dark';
          });
          faults.push(...(await findAccessibilityFaults(page.page)), ...(await tooSmallTargets(page.page)));
          await page.replaceWords(pseudoWords);
          return [...faults, ...(await overflowing(page.page)), ...(await clipped(page.page))];
        });
        assert.deepEqual(faults, {});
      } finally {
        await browser.close();
      }
    });
  });

  describe('with forced colors', () => {
    const shown = ['statuses', 'every-field', 'invalid', 'blocked', 'disconnect-question', 'logs'].map(designedState);

    it('keeps the outline of everything that a colour alone would set off, in chromium', async () => {
      const browser = await launchBrowser('chromium');
      try {
        const faults = await inEveryState(browser, shown, async (page, state) => {
          await page.show(state, { forcedColors: true });
          assert.ok(await page.page.evaluate(() => matchMedia('(forced-colors: active)').matches));
          return withoutOutline(page.page);
        });
        assert.deepEqual(faults, {});
      } finally {
        await browser.close();
      }
    });

    it('does so in firefox', async () => {
      const browser = await launchBrowser('firefox', { firefoxPreferences: forcedColors });
      try {
        const faults = await inEveryState(browser, shown, async (page, state) => {
          await page.show(state);
          assert.ok(await page.page.evaluate(() => matchMedia('(forced-colors: active)').matches));
          return withoutOutline(page.page);
        });
        assert.deepEqual(faults, {});
      } finally {
        await browser.close();
      }
    });
  });

  describe('for whoever asked for less motion', () => {
    it('nothing turns, slides or grows', async () => {
      const browser = await launchBrowser('chromium');
      try {
        const states = ['loading', 'saving', 'connecting', 'every-field', 'logs'].map(designedState);
        const faults = await inEveryState(browser, states, async (page, state) => {
          await page.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
          await page.show(state);
          return motions(page.page);
        });
        assert.deepEqual(faults, {});
      } finally {
        await browser.close();
      }
    });
  });

  describe('while it is loading', () => {
    it('moves nothing when the connections, and what comes after them, arrive', async () => {
      const browser = await launchBrowser('chromium');
      try {
        const states = ['one', 'statuses', 'many', 'needs-attention', 'form', 'every-field'].map(designedState);
        const faults = await inEveryState(browser, states, async (page, state) => {
          const { server, reach: _, ...rest } = state;
          let release = () => {};
          const held = () => {
            const slow = server();
            slow.answer('GET /integrations/*', () => new Promise((resolve) => (release = () => resolve(slow.snapshot))));
            return slow;
          };
          // A page that is asked how it looks has been painted: the skeleton is on the screen before the answer is let go.
          await page.show({ ...rest, until: 'loading', server: held }, { height: 2400 });
          await page.page.screenshot();
          release();
          await waitUntil(page.page, () => document.querySelector('connection-config')?.matches(':state(complete)'));
          await page.page.screenshot();
          const shift = await layoutShift(page.page);
          return shift === 0 ? [] : [shift];
        });
        assert.deepEqual(faults, {});
      } finally {
        await browser.close();
      }
    });
  });
});
