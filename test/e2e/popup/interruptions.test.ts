import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { it } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { waitForElement, waitUntil } from '../../support/wait-in-page.ts';
import { describeInEveryBrowser } from './in-every-browser.ts';
import { signIn, VendorPageView, waitForCompletion, type Told } from './vendor-page.ts';

const severing = { 'cross-origin-opener-policy': 'same-origin' };

describeInEveryBrowser('a sign-in that is interrupted', (scene) => {
  let count = 0;
  const open = async (): Promise<VendorPageView> => {
    return VendorPageView.open(
      await scene.newContext(),
      scene.world.site.address({ customer: `${scene.browserName}-${(count += 1)}` }),
    );
  };
  const flowsBegun = () => scene.world.network.requests.filter((request) => /^POST .*\/connect$/.test(request)).length;
  const assertConnectedOnce = async (view: VendorPageView): Promise<void> => {
    await view.connected();
    assert.equal(await view.status(), 'configured');
    assert.deepEqual(
      (await view.told()).map(({ type }: Told) => type).filter((type) => type !== 'connection-ready'),
      ['connection-connected'],
    );
  };

  it('C18: closing the window is no error; opened again, it connects', { timeout: 40_000 }, async () => {
    const view = await open();
    const first = await view.pressConnect();
    await waitForElement(first, '[name=login]');
    await first.close();
    await view.page.bringToFront();
    await view.says(/Waiting for you to finish/);
    const second = await view.pressConnect('reopen-button');
    await signIn(second);
    await assertConnectedOnce(view);
  });

  it('C18: after Cancel, finishing in a window that could not be closed connects nothing', { timeout: 40_000 }, async () => {
    scene.world.provider.pageHeaders = severing;
    const view = await open();
    const window = await view.pressConnect();
    await waitForElement(window, '[name=login]');
    await view.page.bringToFront();
    await view.click('cancel-button');
    await view.says(/Cancelled/);
    const calls = scene.world.provider.tokenCalls.length;
    await window.bringToFront();
    await signIn(window);
    await waitUntil(window, () => document.body.innerText.includes('cancelled'));
    assert.equal(scene.world.provider.tokenCalls.length, calls);
    assert.equal(await view.status(), 'not_configured');
    assert.deepEqual(
      (await view.told()).map(({ type }) => type),
      ['connection-ready'],
    );
  });

  it('waits for a slow provider, both for its page and for its tokens', { timeout: 40_000 }, async () => {
    const pages = scene.world.provider.holdPages();
    const view = await open();
    const opened = view.pressConnect();
    await view.says(/Waiting for you to finish/);
    // Longer than the tag waits for a window that does not answer.
    await view.frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3200)));
    assert.match(await view.message(), /Waiting for you to finish/);
    pages.release();
    const window = await opened;
    const tokens = scene.world.provider.holdTokens();
    await signIn(window);
    await tokens.arrived;
    await view.says(/Almost done/);
    tokens.release();
    await assertConnectedOnce(view);
  });

  it('R38: offline while the person signs in, it shows the result once the network is back', { timeout: 40_000 }, async () => {
    scene.world.provider.pageHeaders = severing;
    const view = await open();
    const window = await view.pressConnect();
    await view.says(/Waiting for you to finish/);
    const isFromPage = ({ headers }: IncomingMessage) => headers.origin === scene.world.site.origin;
    let refused = 0;
    scene.world.network.isCut = (request) => isFromPage(request) && (refused += 1) > 0;
    if (scene.browserName === 'chromium') await view.page.setOfflineMode(true);
    await signIn(window);
    await waitForCompletion(window);
    if (scene.browserName === 'firefox') await eventually('the page asks in vain', () => refused > 0);
    // A browser that knows that it is offline has the tag say so; the sign-in is waited for all the same.
    await view.says(scene.browserName === 'chromium' ? /You are offline/ : /Waiting for you to finish/);
    assert.ok(await view.has('cancel-button'));
    scene.world.network.isCut = () => false;
    if (scene.browserName === 'chromium') await view.page.setOfflineMode(false);
    await assertConnectedOnce(view);
  });

  it(
    'R39: the server out of the page’s reach at completion, the connection is there on the next load',
    { timeout: 40_000 },
    async () => {
      scene.world.provider.pageHeaders = severing;
      const view = await open();
      const window = await view.pressConnect();
      await waitForElement(window, '[name=login]');
      scene.world.network.isCut = ({ headers }) => headers.origin === scene.world.site.origin;
      await signIn(window);
      await waitForCompletion(window);
      assert.equal(await view.status(), 'not_configured');
      scene.world.network.isCut = () => false;
      await view.page.reload();
      await view.ready();
      assert.equal(await view.status(), 'configured');
      assert.equal(flowsBegun(), 1);
    },
  );

  it(
    'the server away when the provider sends the person back: loading that page again finishes it',
    { timeout: 40_000 },
    async () => {
      const view = await open();
      const window = await view.pressConnect();
      await waitForElement(window, '[name=login]');
      scene.world.network.isCut = () => true;
      const failed = new Promise<string>((resolve) => {
        window.on('requestfailed', (request) => {
          if (request.url().includes('/oauth/callback/')) resolve(request.url());
        });
      });
      const signedIn = signIn(window).catch(() => undefined);
      const callback = await failed;
      await signedIn;
      await view.says(/Waiting for you to finish/);
      scene.world.network.isCut = () => false;
      await window.goto(callback);
      await waitForCompletion(window);
      await assertConnectedOnce(view);
    },
  );

  it('R38: asleep in the background, it shows the result when somebody comes back', { timeout: 40_000 }, async () => {
    scene.world.provider.pageHeaders = severing;
    const view = await open();
    const window = await view.pressConnect();
    await waitForElement(window, '[name=login]');
    const other = await scene.context.newPage();
    await other.bringToFront();
    const session = scene.browserName === 'chromium' ? await view.page.createCDPSession() : undefined;
    await session?.send('Page.setWebLifecycleState', { state: 'frozen' });
    await window.bringToFront();
    await signIn(window);
    await waitForCompletion(window);
    await session?.send('Page.setWebLifecycleState', { state: 'active' });
    await view.page.bringToFront();
    await assertConnectedOnce(view);
    assert.equal(flowsBegun(), 1);
  });

  it(
    'R38: loaded again meanwhile, it follows the window that is open and begins no second sign-in',
    { timeout: 40_000 },
    async () => {
      const view = await open();
      const window = await view.pressConnect();
      await waitForElement(window, '[name=login]');
      await view.page.reload();
      await view.ready();
      await view.says(/Waiting for you to finish/);
      await window.bringToFront();
      await signIn(window);
      await waitForCompletion(window);
      await assertConnectedOnce(view);
      assert.equal(flowsBegun(), 1);
    },
  );

  it('R38: the page left and opened again after the end, the connection is there', { timeout: 40_000 }, async () => {
    const view = await open();
    const window = await view.pressConnect();
    await waitForElement(window, '[name=login]');
    const address = view.page.url();
    await view.page.goto('about:blank');
    await signIn(window);
    await waitForCompletion(window);
    await view.page.goto(address);
    await view.ready();
    assert.equal(await view.status(), 'configured');
    assert.equal(flowsBegun(), 1);
  });

  it('R38: the tag taken out and put back, or made anew by the page’s framework, goes on', { timeout: 40_000 }, async () => {
    scene.world.provider.pageHeaders = severing;
    for (const isNew of [false, true]) {
      const view = await open();
      const window = await view.pressConnect();
      await waitForElement(window, '[name=login]');
      await view.frame.evaluate((anew) => {
        const tag = document.querySelector('connection-config')!;
        tag.remove();
        const next = anew ? (window as unknown as { addTag(tag: Node): Node }).addTag(tag.cloneNode()) : tag;
        document.body.append(next);
      }, isNew);
      await view.ready();
      await view.says(/Waiting for you to finish/);
      await window.bringToFront();
      await signIn(window);
      await assertConnectedOnce(view);
      assert.equal(flowsBegun(), 1);
    }
  });
});
