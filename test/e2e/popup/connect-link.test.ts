import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { paths, type ConnectLinkAnswer } from '../../../server/contract/index.ts';
import { launchBrowser } from '../../support/launch-browser.ts';
import { startPopupWorld, type PopupWorld } from './popup-world.ts';
import { signIn, waitForCompletion } from './vendor-page.ts';
import { waitForElement, waitUntil } from '../../support/wait-in-page.ts';

describe('the hosted page behind a link, in chromium', { timeout: 120_000 }, () => {
  let world: PopupWorld;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  before(async () => {
    world = await startPopupWorld();
    browser = await launchBrowser('chromium', { asShipped: true });
  });
  after(async () => {
    await browser.close();
    await world.stop();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  async function makeLink(customer: string): Promise<string> {
    const answer = await world.vendor.send<ConnectLinkAnswer>('POST', paths.connectLinks, {
      customer: { id: customer },
      user: { id: 'ada' },
      integration: 'sync',
      configVar: 'erp',
      returnUrl: `${world.site.origin}/?customer=${customer}`,
    });
    return answer.body.url;
  }

  async function visit(url: string, language = 'en'): Promise<Page> {
    const context = await browser.createBrowserContext();
    contexts.push(context);
    const page = await context.newPage();
    await page.setExtraHTTPHeaders({ 'accept-language': language });
    await page.evaluateOnNewDocument(() => {
      const violations: string[] = [];
      Object.assign(window, { violations });
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
    });
    await page.goto(url);
    return page;
  }

  const textOf = (page: Page, id: string): Promise<string> => page.$eval(id, (element) => (element as HTMLElement).innerText);
  const part = (name: string) => `connection-config >>> [part~="${name}"]`;

  it('takes somebody without an account at the vendor to a connection, and leaves the secret nowhere', async () => {
    const url = await makeLink('by-mail');
    const secret = new URL(url).hash.slice('#link='.length);
    const page = await visit(url);
    assert.equal(page.url(), world.server.url + paths.connectPage, 'the address has no secret any more');
    assert.equal(await page.$('connection-config'), null, 'nothing is opened before the button is pressed');
    await page.click('#continue');
    await waitForElement(page, 'connection-config:state(complete)');
    const opened = new Promise<Page | null>((resolve) => page.once('popup', resolve));
    await (await waitForElement(page, part('connect-button'))).click();
    const window = await opened;
    assert.ok(window);
    await signIn(window);
    await waitForCompletion(window);
    await waitForElement(page, '#back', { visible: true });
    assert.match(await textOf(page, '#text'), /^Connected\./);
    assert.equal(await page.$eval('#back', (link) => (link as HTMLAnchorElement).href), `${world.site.origin}/?customer=by-mail`);
    assert.deepEqual(await page.evaluate(() => (window as unknown as { violations: string[] }).violations), []);
    assert.ok(!(await page.content()).includes(secret));
    assert.ok(!world.network.requests.some((request) => request.includes(secret)));
    assert.ok(!world.server.logged().includes(secret));

    // Loading the page again goes on where it was.
    await page.reload();
    await waitForElement(page, part('disconnect-button'));
  });

  it('says in another browser that it is taken, and that a link is incomplete', async () => {
    const url = await makeLink('forwarded');
    const first = await visit(url);
    await first.click('#continue');
    await waitForElement(first, 'connection-config:state(ready)');
    const second = await visit(url, 'de');
    await second.click('#continue');
    await waitUntil(second, () => document.getElementById('continue')?.hidden);
    assert.match(await textOf(second, '#text'), /schon in einem anderen Browser geöffnet/);
    const incomplete = await visit(world.server.url + paths.connectPage);
    assert.match(await textOf(incomplete, '#text'), /not complete/);
  });

  it('fits a phone, from right to left and in the dark', async () => {
    const page = await visit(await makeLink('phone'), 'ar');
    await page.setViewport({ width: 320, height: 640 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    assert.equal(await page.$eval('html', (root) => root.dir), 'rtl');
    await page.click('#continue');
    await waitForElement(page, 'connection-config:state(ready)');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), 'nothing has to be scrolled sideways');
    assert.equal(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor), 'rgb(17, 18, 20)');
  });
});
