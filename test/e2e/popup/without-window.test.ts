import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { VendorPage } from '../../support/vendor-site.ts';
import { connectedInTime, describeInEveryBrowser } from './in-every-browser.ts';
import { signIn, VendorPageView } from './vendor-page.ts';

const policies = ['none', 'same-origin-allow-popups', 'same-origin'] as const;
const inInstagram =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22F76 Instagram 390.0.0.25.93';

describeInEveryBrowser('a sign-in without a window', (scene) => {
  const open = async (page: VendorPage): Promise<VendorPageView> => {
    return VendorPageView.open(
      await scene.newContext(),
      scene.world.site.address({ ...page, customer: `${scene.browserName}-${page.customer}` }),
    );
  };
  const finishInTab = async (view: VendorPageView): Promise<void> => {
    const before = scene.world.provider.tokenCalls.length;
    await signIn(view.page);
    await view.ready();
    await connectedInTime(scene, view);
    assert.equal(await view.status(), 'configured');
    assert.equal(new URL(view.page.url()).hash, '', 'nothing of it stays in the address');
    assert.equal(scene.world.provider.tokenCalls.length, before + 1);
    assert.equal(scene.world.network.requests.filter((request) => /^POST .*\/finalize$/.test(request)).length, 1);
  };

  for (const host of policies.slice(0, 2)) {
    for (const provider of policies) {
      it(`in the same tab as the vendor wishes, vendor page ${host}, provider page ${provider}`, async () => {
        if (provider !== 'none') scene.world.provider.pageHeaders = { 'cross-origin-opener-policy': provider };
        const view = await open({
          customer: `${host}-${provider}`,
          flow: 'redirect',
          ...(host === 'none' ? {} : { coop: host }),
        });
        await view.click('connect-button');
        await finishInTab(view);
        assert.equal((await scene.context.pages()).filter((page) => page.url().startsWith('http')).length, 1);
      });
    }
  }

  it('C17: blocked by the browser, the same tab is offered at once and no failure is told', async () => {
    const view = await open({ customer: 'c17' });
    // Not from a click, so the blocker takes it for an advertisement. Whatever a driver evaluates counts as a click for five
    // seconds, so it is the page that says when it is done.
    const pressed = view.page.waitForRequest((request) => request.url().endsWith('/pressed'));
    await view.frame.evaluate(() => {
      setTimeout(() => {
        void document.querySelector('connection-config')?.connect('erp');
        void fetch('/pressed');
      }, 6000);
    });
    await pressed;
    await view.says(/could not open/);
    assert.deepEqual(
      (await view.told()).map(({ type }) => type),
      ['connection-ready'],
    );
    assert.equal(
      scene.world.network.requests.some((request) => /\/connect$/.test(request)),
      false,
      'nothing is begun',
    );
    await view.click('redirect-button');
    await finishInTab(view);
  });

  it('in an app’s browser, says to open the page elsewhere before a provider refuses, and in the page’s language', async () => {
    const view = await VendorPageView.open(
      await scene.newContext(),
      scene.world.site.address({ customer: `${scene.browserName}-app`, locale: 'de' }),
      {
        userAgent: inInstagram,
      },
    );
    await view.click('connect-button');
    await view.says(/Browser einer anderen App/);
    assert.equal(
      (await scene.context.pages()).some((page) => page.url().startsWith(scene.world.server.url)),
      false,
    );
    await view.click('copy-button');
    await view.says(/Link kopiert|vendor\.localhost/);
  });
});
