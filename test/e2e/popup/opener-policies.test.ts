import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connectedInTime, describeInEveryBrowser } from './in-every-browser.ts';
import { signIn, VendorPageView, waitForCompletion } from './vendor-page.ts';

const policies = ['none', 'same-origin-allow-popups', 'same-origin'] as const;

describeInEveryBrowser('a sign-in under every opener policy', (scene) => {
  for (const host of policies) {
    for (const provider of policies) {
      const isSevered = host === 'same-origin';
      const number = isSevered ? 'C16: ' : provider === 'none' ? '' : 'C15: ';
      it(`${number}vendor page ${host}, provider page ${provider}: connected, ${isSevered ? 'in the same tab' : 'in a window'}`, async (t) => {
        scene.world.provider.pageHeaders = provider === 'none' ? {} : { 'cross-origin-opener-policy': provider };
        const view = await VendorPageView.open(
          await scene.newContext(),
          scene.world.site.address({
            customer: `${scene.browserName}-${host}-${provider}`,
            ...(host === 'none' ? {} : { coop: host }),
          }),
        );
        const window = await view.pressConnect();
        if (isSevered) {
          await view.find('redirect-button', 5000);
          assert.equal(await view.status(), 'not_configured');
          await view.click('redirect-button');
          await signIn(view.page);
          await view.ready();
        } else {
          await signIn(window);
          await waitForCompletion(window);
        }
        t.diagnostic(`${await connectedInTime(scene, view)} ms`);
        assert.equal(await view.status(), 'configured');
        assert.equal(view.frame.url().includes('#'), false);
        assert.deepEqual(
          (await view.told()).map(({ type }) => type),
          ['connection-ready', 'connection-connected'],
          'one event, no failure, no violation of the page’s policy',
        );
      });
    }
  }
});
