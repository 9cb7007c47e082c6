import assert from 'node:assert/strict';
import { it } from 'node:test';
import { waitUntil } from '../../support/wait-in-page.ts';
import { connectedInTime, describeInEveryBrowser } from './in-every-browser.ts';
import { signIn, VendorPageView, waitForCompletion } from './vendor-page.ts';

/** Frames in which a window cannot open or would be locked up itself. */
const restrictedSandboxes = [
  ['without windows', 'allow-scripts allow-same-origin allow-forms'],
  ['whose windows are sandboxed too', 'allow-scripts allow-same-origin allow-popups'],
  ['whose windows are sandboxed too, with forms', 'allow-scripts allow-same-origin allow-forms allow-popups'],
] as const;

describeInEveryBrowser('a vendor page in a frame of another site', (scene) => {
  const open = async (customer: string, sandbox?: string, state?: string): Promise<VendorPageView> => {
    return VendorPageView.open(
      await scene.newContext(),
      scene.world.site.framedAddress({ customer: `${scene.browserName}-${customer}` }, sandbox),
      { state },
    );
  };

  for (const policy of ['none', 'same-origin']) {
    it(`C19: connects in a window, provider page ${policy}`, async () => {
      if (policy !== 'none') scene.world.provider.pageHeaders = { 'cross-origin-opener-policy': policy };
      const view = await open(`frame-${policy}`);
      assert.notEqual(view.frame, view.page.mainFrame());
      const window = await view.pressConnect();
      await signIn(window);
      await waitForCompletion(window);
      await connectedInTime(scene, view);
      assert.equal(await view.status(), 'configured');
    });
  }

  it('C20: connects in a sandbox whose windows are free', async () => {
    const view = await open('free', 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox');
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
      assert.equal(scene.world.network.requests.includes('POST /oauth/bind'), false);
      assert.deepEqual(await view.told('connection-failed'), []);
      const window = (await scene.context.pages()).find((page) => page.url().startsWith(scene.world.server.url));
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
