import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { WebDriverSession } from '../../support/webdriver-session.ts';
import { startWebKit, type WebKit } from '../../support/webkit.ts';
import { startPopupWorld, type PopupWorld } from './popup-world.ts';
import type { Told } from './vendor-page.ts';

const inTag = true;

describe('a sign-in in WebKit', { timeout: 170_000 }, () => {
  let world: PopupWorld;
  let webKit: WebKit;
  let browser: WebDriverSession;
  before(async () => {
    [world, webKit] = await Promise.all([startPopupWorld(), startWebKit()]);
  });
  beforeEach(async () => {
    world.provider.pageHeaders = {};
    browser = await webKit.open();
  });
  afterEach(() => browser.end());
  after(async () => {
    await webKit.stop();
    await world.stop();
  });

  /** Opens the vendor's page and waits until everything that CONNECT takes is there. */
  async function openPage(page: Parameters<PopupWorld['site']['address']>[0]): Promise<void> {
    await browser.open(world.site.address(page));
    await complete();
  }

  function complete(): Promise<boolean> {
    return browser.until(
      'the tag is complete',
      () => document.querySelector('connection-config')?.matches(':state(complete)') ?? false,
    );
  }

  async function press(part: string): Promise<void> {
    await browser.click(await browser.find(`[part~="${part}"]`, inTag));
  }

  async function signIn(): Promise<void> {
    await browser.type(await browser.find('[name=login]'), 'ada');
    await browser.type(await browser.find('[name=password]'), 'password');
    await browser.click(await browser.find('[type=submit]'));
    await browser.click(await browser.find('[name=prompt][value=consent] ~ [type=submit]'));
  }

  function status(): Promise<string | null> {
    return browser.run(
      () =>
        document
          .querySelector('connection-config')
          ?.shadowRoot?.querySelector('[part~=connection]')
          ?.getAttribute('data-status') ?? null,
    );
  }

  function connected(): Promise<boolean> {
    return browser.until('the page hears that it is connected', () =>
      (window as unknown as { told: Told[] }).told.some(({ type }) => type === 'connection-connected'),
    );
  }

  for (const provider of ['none', 'same-origin']) {
    it(`${provider === 'none' ? '' : 'C15: '}in a window, provider page ${provider}: connected, and DISCONNECT ends it`, async () => {
      world.provider.pageHeaders = provider === 'none' ? {} : { 'cross-origin-opener-policy': provider };
      await openPage({ customer: `webkit-${provider}` });
      assert.equal(await status(), 'not_configured');
      const page = await browser.window();
      await press('connect-button');
      await browser.turnToNew([page]);
      await signIn();
      await browser.until('the page that says that the sign-in worked', () =>
        document.body.innerText.includes('Authorization completed successfully'),
      );
      await browser.turnTo(page);
      await connected();
      assert.equal(await status(), 'configured');
      await press('disconnect-button');
      await browser.until('the disconnect is told', () =>
        (window as unknown as { told: Told[] }).told.some(({ type }) => type === 'connection-disconnected'),
      );
      assert.equal(await status(), 'not_configured');
    });
  }

  it('C16: in the same tab, where the vendor page shares its windows with nobody', async () => {
    await openPage({ customer: 'webkit-severed', coop: 'same-origin' });
    const page = await browser.window();
    await press('connect-button');
    await browser.turnToNew([page]);
    await browser.turnTo(page);
    await press('redirect-button');
    await signIn();
    await complete();
    await connected();
    assert.equal(await status(), 'configured');
  });

  it('tells a screen reader the role and the name of what there is to press', async () => {
    await openPage({ customer: 'webkit-names' });
    const described = async (part: string) => {
      const element = await browser.find(`[part~="${part}"]`, inTag);
      return `${await browser.accessibleRole(element)} ${await browser.accessibleName(element)}`;
    };
    assert.equal(await described('title'), 'heading ERP');
    assert.equal(await described('connect-button'), 'button Connect ERP');
    assert.equal(await described('logs-button'), 'button Log of ERP');
    assert.equal(await described('connection'), 'group ERP');
  });
});
