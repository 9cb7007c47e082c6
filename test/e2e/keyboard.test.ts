import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, SerializedAXNode } from 'puppeteer-core';
import type { BrowserName } from '../support/browsers.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { startTagSite, type TagSite } from '../support/tag-site.ts';
import { aConnection, aFieldsConnection, WidgetServer } from '../support/widget-server.ts';
import { designedState } from './designed-states.ts';
import { TagPage } from './tag-page.ts';

for (const name of ['chromium', 'firefox'] satisfies BrowserName[]) {
  describe(`the tag without a mouse, in ${name}`, { timeout: 180_000 }, () => {
    let site: TagSite;
    let browser: Browser;
    before(async () => {
      [site, browser] = await Promise.all([startTagSite(), launchBrowser(name)]);
    });
    after(async () => {
      await browser.close();
      await site.stop();
    });

    /** Goes on with Tab, or back with Shift, until something has the focus. */
    async function tabTo(page: TagPage, name: string, back = false): Promise<void> {
      const { keyboard } = page.page;
      const passed: string[] = [];
      for (let step = 0; step < 25; step++) {
        if (back) await keyboard.down('Shift');
        await keyboard.press('Tab');
        if (back) await keyboard.up('Shift');
        const focused = await page.focused();
        if (focused === name) return;
        passed.push(focused);
      }
      assert.fail(`${name} was never reached; instead: ${passed.join(', ')}`);
    }

    /** Presses Enter, and waits until the focus is where it belongs after that. */
    async function enter(page: TagPage, focus: string): Promise<void> {
      await page.page.keyboard.press('Enter');
      await focusIs(page, focus);
    }

    async function focusIs(page: TagPage, name: string): Promise<void> {
      const deadline = Date.now() + 10_000;
      while ((await page.focused()) !== name) {
        assert.ok(Date.now() < deadline, `the focus never came to ${name}; it is on ${await page.focused()}`);
        await page.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      }
    }

    it('does the whole job, and the focus is never lost', async () => {
      const server = new WidgetServer([aConnection(), aFieldsConnection()]);
      const page = await TagPage.open(browser, site);
      await page.show({ name: 'job', server: () => server, attributes: { 'confirm-disconnect': '' } });
      const { keyboard } = page.page;
      const openedBy = async (press: () => Promise<void>) => {
        const window = new Promise((resolve) => page.page.once('popup', resolve));
        await press();
        await window;
        await page.page.bringToFront();
      };

      // CONNECT, and give it up.
      await tabTo(page, 'slack connect-button');
      await openedBy(() => keyboard.press('Enter'));
      await page.see('slack', '[part~=reopen-button]');
      assert.equal(await page.focused(), 'slack connect-button');
      await tabTo(page, 'slack cancel-button');
      await enter(page, 'slack message');
      await page.see('slack', '[part~=message]');

      // CONNECT, and see it through: the button is gone, so the focus goes to what happened.
      await tabTo(page, 'slack connect-button', true);
      await openedBy(() => keyboard.press('Enter'));
      await page.see('slack', '[part~=reopen-button]');
      server.flow = { id: 'flw_1', state: 'succeeded', connection: server.connected() };
      await focusIs(page, 'slack message');

      // The log.
      await tabTo(page, 'slack logs-button', true);
      await enter(page, 'slack logs-button');
      await page.see('slack', '[part~=logs]');
      await enter(page, 'slack logs-button');

      // DISCONNECT asks first: on the harmless answer, Escape gives it up, and a second time it is meant.
      await tabTo(page, 'slack disconnect-button', true);
      await enter(page, 'slack cancel-button');
      await keyboard.press('Escape');
      await focusIs(page, 'slack disconnect-button');
      await enter(page, 'slack cancel-button');
      await tabTo(page, 'slack confirm-button', true);
      await enter(page, 'slack message');

      // A form: what is wrong is listed, each with a way to it; filled in and saved, the focus stays where it was.
      await tabTo(page, 's3 save-button');
      await enter(page, 's3 message');
      await keyboard.press('Tab');
      await enter(page, 's3 bucket');
      await keyboard.type('acme-exports');
      await tabTo(page, 's3 secretAccessKey');
      await keyboard.type('a secret of forty characters');
      await tabTo(page, 's3 save-button');
      await enter(page, 's3 save-button');
      await page.see('s3', '[part~=message][data-tone=success]');
      assert.deepEqual(
        server.snapshot.connections.map(({ connected }) => connected),
        [false, true],
      );
    });

    it('says to a screen reader what has happened: results politely, and at once what stops everything', async () => {
      const page = await TagPage.open(browser, site);
      await page.show(designedState('saved'));
      assert.deepEqual(await said(page, 'status'), ['', 'Saved.']);
      await page.show(designedState('save-failed'));
      assert.match((await said(page, 'status')).join(), /Nothing was saved; try again shortly/);
      await page.show(designedState('connecting'));
      assert.match((await said(page, 'status')).join(), /Waiting for you to finish/);
      await page.show(designedState('session-expired'));
      assert.match((await said(page, 'alert')).join(), /Your session has ended/);
    });

    if (name === 'chromium')
      // Firefox tells a test roles and names alone.
      it('tells a screen reader what has to be filled in, and what is wrong', async () => {
        const page = await TagPage.open(browser, site);
        await page.show(designedState('invalid'));
        const lines = await accessibleLines(page);
        for (const line of [
          'heading "Amazon S3" level=3',
          'textbox "Bucket" required invalid=true',
          'textbox "Secret access key" required invalid=true',
        ])
          assert.ok(lines.includes(line), `${line} is not among\n${lines.join('\n')}`);
      });

    /** Role, name and states of everything in the page, as the browser tells them to assistive technology. */
    async function accessibleLines(page: TagPage): Promise<string[]> {
      const tree = await page.page.accessibility.snapshot({ interestingOnly: false });
      const walk = (node: SerializedAXNode): string[] => [
        [
          node.role,
          node.name ? JSON.stringify(node.name) : '',
          node.level ? `level=${node.level}` : '',
          node.required ? 'required' : '',
          node.invalid && node.invalid !== 'false' ? `invalid=${node.invalid}` : '',
        ]
          .filter(Boolean)
          .join(' '),
        ...(node.children ?? []).flatMap(walk),
      ];
      return tree ? walk(tree) : [];
    }

    /** What stands in the live regions of a role, as the browser finds them by it. */
    async function said(page: TagPage, role: 'status' | 'alert'): Promise<string[]> {
      const around = await page.page.$('connection-config >>> .root');
      const regions = (await around?.$$(`aria/[role="${role}"]`)) ?? [];
      return Promise.all(regions.map((region) => region.evaluate((element) => (element as HTMLElement).innerText.trim())));
    }
  });
}
