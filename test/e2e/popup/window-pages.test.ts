import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { paths } from '../../../server/contract/index.ts';
import { waitForElement } from '../../support/wait-in-page.ts';
import { describeInEveryBrowser } from './in-every-browser.ts';
import { signIn, VendorPageView, waitForCompletion } from './vendor-page.ts';

/** The headings of our pages in all frames; a frame whose page was refused may be gone already. */
async function headings(page: Page): Promise<string[]> {
  const found = await Promise.all(
    page.frames().map((frame) => frame.$eval('#heading', (heading) => heading.textContent).catch(() => undefined)),
  );
  return found.filter((heading) => heading !== undefined);
}

describeInEveryBrowser('the pages in the sign-in window', (scene) => {
  it('C11: are shown in no frame, object or embed of another page', async () => {
    const page = await (await scene.newContext()).newPage();
    const start = scene.world.server.url + paths.oauthStart({ o: scene.world.site.origin });
    await page.goto(start);
    assert.equal((await headings(page)).length, 1);
    for (const element of ['iframe', 'object', 'embed'] as const) {
      for (const url of [start, scene.world.server.url + paths.oauthDone('flw_unknown')]) {
        const loads = scene.world.network.requests.length;
        await page.goto(scene.world.site.embeddingAddress(url, element));
        assert.ok(scene.world.network.requests.length > loads, 'the browser has tried');
        assert.deepEqual(await headings(page), [], element);
      }
    }
  });

  it('that lead nowhere say so, and do not look as if there were something to wait for', async () => {
    const page = await (await scene.newContext()).newPage();
    await page.goto(scene.world.server.url + paths.oauthStart({ o: scene.world.site.origin }));
    assert.deepEqual(await headings(page), ['Go back to the app']);
    assert.equal(await page.$eval('.arc', (arc) => getComputedStyle(arc).display), 'none');
  });

  it('C13: load nothing from anywhere else, from the callback to the end', async () => {
    const view = await VendorPageView.open(
      await scene.newContext(),
      scene.world.site.address({ customer: `${scene.browserName}-c13` }),
    );
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
    assert.deepEqual([...new Set(later.map(({ origin }) => origin))], [scene.world.server.url]);
    assert.equal(new URL(window.url()).search, '', 'neither code nor state is left in the address');
  });
});
